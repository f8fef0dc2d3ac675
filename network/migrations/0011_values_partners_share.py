"""Indexes by what partners may share: an e-mail address, a place, an official number. Matching looks them up."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0010_labels_for_many_at_once'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='address',
            index=models.Index(fields=['postcode', 'house_number'], name='network_address_place'),
        ),
        migrations.AddIndex(
            model_name='emailaddress',
            index=models.Index(django.db.models.functions.text.Lower('address'), name='network_email_lower'),
        ),
        migrations.AddIndex(
            model_name='identifier',
            index=models.Index(fields=['value'], name='network_identifier_value'),
        ),
    ]
