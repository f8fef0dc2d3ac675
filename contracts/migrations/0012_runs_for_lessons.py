from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0011_ovo_version_2_and_rental'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agreementrun',
            name='source',
            field=models.CharField(choices=[('menu', 'een Cultuurmenu'), ('season', 'huur in een seizoen'), ('lessons', 'lessen van cursussen in een seizoen'), ('selection', 'een selectie')], max_length=10, verbose_name='waarvoor'),
        ),
    ]
