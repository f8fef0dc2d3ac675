"""The editions of messages for the bank get names like other choices."""

from django.db import migrations, models

RENAME = "UPDATE contracts_house SET bank_messages = 'v' || bank_messages WHERE bank_messages IN ('2009', '2019')"
RENAME_BACK = "UPDATE contracts_house SET bank_messages = substr(bank_messages, 2)"


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0026_invoices_of_cultuurmakers_are_final'),
    ]

    operations = [
        migrations.AlterField(
            model_name='house',
            name='bank_messages',
            field=models.CharField(choices=[('v2019', '2019 (pain.001.001.09 en pain.008.001.08)'), ('v2009', '2009 (pain.001.001.03 en pain.008.001.02)')], default='v2019', max_length=5, verbose_name='bestanden voor de bank'),
        ),
        migrations.RunSQL(RENAME, RENAME_BACK),
    ]
