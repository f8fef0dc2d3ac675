"""Clauses, signing, sealing, runs, readiness and fair pay: the columns first, so that 0008 can fill them."""

import datetime as dt

import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import fluxus.periods

GUARDED = {
    "contracts_agreement": ["contracts_agreement_is_final"],
    "contracts_agreementline": ["contracts_agreement_line_is_final"],
    "contracts_templateversion": ["contracts_template_version_is_final"],
    "contracts_article": ["contracts_article_is_final"],
}
STEP_ASIDE = "".join(
    f"DROP TRIGGER {name} ON {table}; DROP TRIGGER {name}_truncate ON {table};"
    for table, names in GUARDED.items()
    for name in names
)


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0010_swap_has_a_whole_time'),
        ('contracts', '0006_a_merge_replaces_the_partner'),
        ('network', '0012_an_import_counts_its_tries'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # what is issued or published is completed once, so the guards step aside; 0009 puts new ones in their place
        migrations.RunSQL(STEP_ASIDE, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='AgreementEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='volgorde')),
                ('kind', models.CharField(choices=[('issued', 'opgesteld en vastgelegd'), ('rendered', 'PDF gemaakt'), ('invited', 'uitgenodigd om te tekenen'), ('mailed', 'uitnodiging verstuurd'), ('bounced', 'uitnodiging kwam niet aan'), ('reminded', 'herinnerd'), ('opened', 'tekenpagina geopend'), ('code_sent', 'code gestuurd'), ('code_passed', 'code goed ingevuld'), ('code_failed', 'code fout ingevuld'), ('read', 'document gelezen'), ('downloaded', 'document gedownload'), ('signed', 'getekend'), ('declined', 'geweigerd'), ('expired', 'termijn verlopen'), ('withdrawn', 'ingetrokken'), ('replaced', 'vervangen'), ('terminated', 'opgezegd'), ('paper', 'op papier getekend'), ('sealed', 'verzegeld'), ('resealed', 'tijdstempel toegevoegd'), ('copies_sent', 'exemplaren verstuurd')], max_length=15, verbose_name='wat')),
                ('happened_at', models.DateTimeField(verbose_name='wanneer')),
                ('data', models.JSONField(default=dict, verbose_name='gegevens')),
                ('previous', models.CharField(blank=True, max_length=64, verbose_name='vorige hash')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
            ],
            options={
                'verbose_name': 'gebeurtenis',
                'verbose_name_plural': 'gebeurtenissen',
            },
        ),
        migrations.CreateModel(
            name='AgreementRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('menu', 'een Cultuurmenu'), ('season', 'een seizoen in de cultuurhuizen'), ('selection', 'een selectie')], max_length=10, verbose_name='waarvoor')),
                ('bundling', models.CharField(choices=[('school', 'per cultuurmaker en school'), ('activity', 'per cultuurmaker en activiteit'), ('month', 'per cultuurmaker en maand'), ('partner', 'alles van een cultuurmaker of huurder')], max_length=10, verbose_name='bundelen')),
                ('criteria', models.JSONField(default=dict, verbose_name='keuze')),
                ('title', models.CharField(max_length=160, verbose_name='naam')),
                ('issued_on', models.DateField(verbose_name='datum op de overeenkomsten')),
                ('sends_letters', models.BooleanField(default=True, verbose_name='meteen versturen om te tekenen')),
                ('status', models.CharField(choices=[('running', 'bezig'), ('finished', 'klaar'), ('stopped', 'gestopt')], default='running', max_length=10, verbose_name='stand')),
                ('request_token', models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name='aanvraag')),
                ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gestart op')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='klaar op')),
            ],
            options={
                'verbose_name': 'run',
                'verbose_name_plural': 'runs',
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='adres')),
                ('name', models.CharField(max_length=120, verbose_name='onderwerp')),
                ('kind', models.CharField(choices=[('article', 'artikel'), ('annex', 'bijlage')], default='article', max_length=10, verbose_name='soort')),
            ],
            options={
                'verbose_name': 'bepaling',
                'verbose_name_plural': 'bepalingen',
            },
        ),
        migrations.CreateModel(
            name='ClauseVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(verbose_name='versie')),
                ('heading', models.CharField(max_length=120, verbose_name='kop')),
                ('body', models.TextField(max_length=8000, verbose_name='tekst')),
                ('summary', models.CharField(blank=True, max_length=300, verbose_name='in gewone woorden')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256')),
                ('status', models.CharField(choices=[('draft', 'concept'), ('review', 'bij juridische controle'), ('approved', 'goedgekeurd'), ('published', 'gepubliceerd'), ('withdrawn', 'ingetrokken')], default='draft', max_length=10, verbose_name='stand')),
                ('drafted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='geschreven op')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='juridisch gecontroleerd op')),
                ('reviewer', models.CharField(blank=True, max_length=120, verbose_name='jurist')),
                ('review_note', models.TextField(blank=True, max_length=2000, verbose_name='oordeel')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='gepubliceerd op')),
            ],
            options={
                'verbose_name': 'versie van een bepaling',
                'verbose_name_plural': 'versies van bepalingen',
            },
        ),
        migrations.CreateModel(
            name='DbaCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', models.JSONField(verbose_name='antwoorden')),
                ('hours_per_week', models.DecimalField(decimal_places=1, max_digits=4, verbose_name='uren per week')),
                ('clients', models.PositiveSmallIntegerField(verbose_name='andere opdrachtgevers')),
                ('hourly_cents', models.PositiveIntegerField(verbose_name='uurtarief in centen')),
                ('presumption_cents', models.PositiveIntegerField(blank=True, null=True, verbose_name='grens van het rechtsvermoeden in centen')),
                ('risk', models.CharField(choices=[('low', 'weinig risico'), ('medium', 'let op'), ('high', 'bespreek eerst')], max_length=10, verbose_name='uitkomst')),
                ('findings', models.JSONField(default=list, verbose_name='toelichting')),
                ('remark', models.TextField(blank=True, max_length=1000, verbose_name='opmerking')),
                ('answered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ingevuld op')),
            ],
            options={
                'verbose_name': 'DBA-check',
                'verbose_name_plural': 'DBA-checks',
            },
        ),
        migrations.CreateModel(
            name='Funding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='eerste dag')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='laatste dag')),
            ],
            options={
                'verbose_name': 'financiering',
                'verbose_name_plural': 'financieringen',
            },
        ),
        migrations.CreateModel(
            name='LegalAmount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('presumption_rate', 'uurtarief waaronder een arbeidsovereenkomst wordt vermoed')], max_length=20, verbose_name='soort')),
                ('cents', models.PositiveIntegerField(verbose_name='bedrag in centen')),
                ('valid_from', models.DateField(verbose_name='geldig vanaf')),
                ('source', models.CharField(max_length=200, verbose_name='bron')),
                ('is_in_force', models.BooleanField(default=True, help_text='Uit: aangekondigd, nog geen wet.', verbose_name='is van kracht')),
            ],
            options={
                'verbose_name': 'wettelijk bedrag',
                'verbose_name_plural': 'wettelijke bedragen',
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(max_length=120, verbose_name='functie')),
                ('most_cents', models.PositiveIntegerField(blank=True, help_text='Leeg: geen grens.', null=True, verbose_name='tot en met in centen')),
                ('started_on', models.DateField(verbose_name='vanaf')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='tot')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gegeven op')),
            ],
            options={
                'verbose_name': 'mandaat',
                'verbose_name_plural': 'mandaten',
            },
        ),
        migrations.CreateModel(
            name='ModelAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='naam')),
                ('reference', models.CharField(max_length=60, unique=True, verbose_name='kenmerk')),
                ('authority', models.CharField(default='Belastingdienst', max_length=120, verbose_name='beoordeeld door')),
                ('ground', models.CharField(help_text='Bijvoorbeeld: geen werkgeversgezag.', max_length=120, verbose_name='grond')),
                ('assessed_on', models.DateField(verbose_name='beoordeeld op')),
                ('ends_on', models.DateField(verbose_name='geldig tot en met')),
                ('source_url', models.URLField(blank=True, max_length=300, verbose_name='bron')),
            ],
            options={
                'verbose_name': 'modelovereenkomst',
                'verbose_name_plural': 'modelovereenkomsten',
            },
        ),
        migrations.CreateModel(
            name='PaperSignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_on', models.DateField(verbose_name='getekend op')),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='vastgelegd op')),
            ],
            options={
                'verbose_name': 'handtekening op papier',
                'verbose_name_plural': 'handtekeningen op papier',
            },
        ),
        migrations.CreateModel(
            name='PartnerProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('vog', 'verklaring omtrent het gedrag (VOG)'), ('code_of_conduct', 'gedragscode'), ('insurance', 'aansprakelijkheidsverzekering')], max_length=20, verbose_name='soort')),
                ('starts_on', models.DateField(verbose_name='afgegeven op')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='geldig tot en met')),
                ('profile', models.CharField(blank=True, max_length=120, verbose_name='screeningsprofiel')),
                ('storage_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='bestand')),
                ('filename', models.CharField(blank=True, max_length=120, verbose_name='bestandsnaam')),
                ('media_type', models.CharField(blank=True, max_length=60, verbose_name='bestandssoort')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='SHA-256')),
                ('status', models.CharField(choices=[('pending', 'wacht op controle'), ('accepted', 'in orde'), ('rejected', 'afgekeurd')], default='pending', max_length=10, verbose_name='stand')),
                ('remark', models.CharField(blank=True, max_length=300, verbose_name='opmerking')),
                ('handed_in_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ingeleverd op')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='gecontroleerd op')),
            ],
            options={
                'verbose_name': 'bewijs van een partner',
                'verbose_name_plural': 'bewijzen van partners',
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='volgorde')),
                ('key', models.SlugField(max_length=40, verbose_name='sleutel')),
                ('text', models.CharField(max_length=300, verbose_name='vraag')),
                ('help_text', models.CharField(blank=True, max_length=300, verbose_name='uitleg')),
                ('kind', models.CharField(choices=[('yes_no', 'ja of nee'), ('number', 'getal')], default='yes_no', max_length=10, verbose_name='soort antwoord')),
                ('risky_answer', models.CharField(blank=True, max_length=5, verbose_name='antwoord dat telt')),
                ('weight', models.PositiveSmallIntegerField(default=1, verbose_name='gewicht')),
            ],
            options={
                'verbose_name': 'vraag',
                'verbose_name_plural': 'vragen',
            },
        ),
        migrations.CreateModel(
            name='Questionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True, verbose_name='versie')),
                ('title', models.CharField(max_length=120, verbose_name='titel')),
                ('intro', models.TextField(blank=True, max_length=1000, verbose_name='inleiding')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='gepubliceerd op')),
            ],
            options={
                'verbose_name': 'vragenlijst DBA',
                'verbose_name_plural': 'vragenlijsten DBA',
            },
        ),
        migrations.CreateModel(
            name='Rate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hourly_cents', models.PositiveIntegerField(verbose_name='per uur in centen')),
            ],
            options={
                'verbose_name': 'tarief voor werk',
                'verbose_name_plural': 'tarieven voor werk',
            },
        ),
        migrations.CreateModel(
            name='RateTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('source', models.CharField(max_length=200, verbose_name='bron')),
                ('source_url', models.URLField(blank=True, max_length=300, verbose_name='adres van de bron')),
                ('valid_from', models.DateField(unique=True, verbose_name='geldig vanaf')),
            ],
            options={
                'verbose_name': 'tarieftabel',
                'verbose_name_plural': 'tarieftabellen',
            },
        ),
        migrations.CreateModel(
            name='RegisterView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='naam')),
                ('query', models.CharField(max_length=500, verbose_name='filters')),
                ('is_shared', models.BooleanField(default=False, verbose_name='voor iedereen')),
            ],
            options={
                'verbose_name': 'bewaarde lijst',
                'verbose_name_plural': 'bewaarde lijsten',
            },
        ),
        migrations.CreateModel(
            name='RunItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(verbose_name='volgorde')),
                ('sources', models.JSONField(help_text='Nummers van uitvoeringen of boekingen.', verbose_name='planning')),
                ('status', models.CharField(choices=[('waiting', 'wacht'), ('made', 'opgesteld'), ('blocked', 'kan nog niet'), ('failed', 'mislukt'), ('dropped', 'overgeslagen')], default='waiting', max_length=10, verbose_name='stand')),
                ('message', models.TextField(blank=True, verbose_name='waarom')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='pogingen')),
            ],
            options={
                'verbose_name': 'regel van een run',
                'verbose_name_plural': 'regels van runs',
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wanted_level', models.CharField(choices=[('b', 'PAdES B-B'), ('t', 'PAdES B-T, met tijdstempel'), ('lt', 'PAdES B-LT'), ('lta', 'PAdES B-LTA')], max_length=5, verbose_name='gewenst niveau')),
                ('reached_level', models.CharField(blank=True, choices=[('b', 'PAdES B-B'), ('t', 'PAdES B-T, met tijdstempel'), ('lt', 'PAdES B-LT'), ('lta', 'PAdES B-LTA')], max_length=5, verbose_name='bereikt niveau')),
                ('attempts', models.PositiveIntegerField(default=0, verbose_name='pogingen')),
                ('last_error', models.TextField(blank=True, verbose_name='laatste fout')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gevraagd op')),
                ('next_attempt_at', models.DateTimeField(blank=True, null=True, verbose_name='volgende poging')),
                ('sealed_at', models.DateTimeField(blank=True, null=True, verbose_name='verzegeld op')),
                ('timestamped_at', models.DateTimeField(blank=True, null=True, verbose_name='tijdstempel')),
                ('tsa_url', models.CharField(blank=True, max_length=300, verbose_name='tijdstempeldienst')),
            ],
            options={
                'verbose_name': 'zegel',
                'verbose_name_plural': 'zegels',
            },
        ),
        migrations.CreateModel(
            name='SealCertificate',
            fields=[
                ('fingerprint', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256 van het certificaat')),
                ('subject', models.CharField(max_length=200, verbose_name='op naam van')),
                ('issuer', models.CharField(max_length=200, verbose_name='uitgegeven door')),
                ('is_self_issued', models.BooleanField(verbose_name='zelf uitgegeven')),
                ('pem', models.TextField(verbose_name='certificaat met keten (PEM)')),
                ('valid_from', models.DateTimeField(verbose_name='geldig vanaf')),
                ('expires_at', models.DateTimeField(verbose_name='geldig tot')),
            ],
            options={
                'verbose_name': 'zegelcertificaat',
                'verbose_name_plural': 'zegelcertificaten',
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='naam')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='functie')),
                ('method', models.CharField(choices=[('typed', 'naam getypt'), ('drawn', 'handtekening getekend')], max_length=10, verbose_name='manier')),
                ('consent_version', models.PositiveSmallIntegerField(verbose_name='versie van de zin')),
                ('consent', models.CharField(max_length=500, verbose_name='zin')),
                ('proven_by', models.CharField(choices=[('code', 'code per e-mail'), ('login', 'ingelogd')], max_length=10, verbose_name='herkend met')),
                ('signed_at', models.DateTimeField(verbose_name='getekend op')),
            ],
            options={
                'verbose_name': 'handtekening',
                'verbose_name_plural': 'handtekeningen',
            },
        ),
        migrations.CreateModel(
            name='SignatureRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('counterparty', 'opdrachtnemer of huurder'), ('house', 'namens het huis')], max_length=15, verbose_name='rol')),
                ('name', models.CharField(max_length=200, verbose_name='naam')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mailadres')),
                ('status', models.CharField(choices=[('planned', 'nog niet aan de beurt'), ('sent', 'verstuurd'), ('opened', 'geopend'), ('signed', 'getekend'), ('declined', 'geweigerd'), ('expired', 'verlopen'), ('revoked', 'ingetrokken')], default='planned', max_length=10, verbose_name='stand')),
                ('reason', models.CharField(blank=True, max_length=500, verbose_name='reden')),
                ('expires_at', models.DateTimeField(verbose_name='verloopt op')),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='verstuurd op')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='geopend op')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='afgehandeld op')),
                ('next_reminder_at', models.DateTimeField(blank=True, null=True, verbose_name='volgende herinnering')),
                ('reminders_sent', models.PositiveSmallIntegerField(default=0, verbose_name='herinneringen')),
                ('has_bounced', models.BooleanField(default=False, verbose_name='uitnodiging kwam niet aan')),
                ('code_hash', models.CharField(blank=True, editable=False, max_length=128, verbose_name='hash van de code')),
                ('code_expires_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='code verloopt op')),
                ('code_tries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='keer geprobeerd')),
            ],
            options={
                'verbose_name': 'verzoek om te tekenen',
                'verbose_name_plural': 'verzoeken om te tekenen',
            },
        ),
        migrations.CreateModel(
            name='SigningLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, verbose_name='hash van het adres')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='gemaakt op')),
            ],
            options={
                'verbose_name': 'tekenlink',
                'verbose_name_plural': 'tekenlinks',
            },
        ),
        migrations.CreateModel(
            name='TemplateClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(verbose_name='volgorde')),
                ('condition', models.CharField(choices=[('always', 'altijd'), ('minors', 'er wordt met minderjarigen gewerkt'), ('at_school', 'het werk is op een school'), ('travel', 'er is een reiskostenvergoeding'), ('liable', 'opdrachtnemer is btw-plichtig'), ('small_business', 'opdrachtnemer gebruikt de KOR'), ('exempt', 'opdrachtnemer is vrijgesteld van btw'), ('no_entrepreneur', 'opdrachtnemer is geen ondernemer')], default='always', max_length=20, verbose_name='als')),
            ],
            options={
                'verbose_name': 'bepaling in een model',
                'verbose_name_plural': 'bepalingen in modellen',
            },
        ),
        migrations.CreateModel(
            name='WorkKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='adres')),
                ('preparation_percent', models.PositiveSmallIntegerField(default=0, help_text='Komt bij de uren: 50 bij 2 uur les is 3 betaalde uren.', verbose_name='voorbereiding in procenten')),
            ],
            options={
                'verbose_name': 'soort werk',
                'verbose_name_plural': 'soorten werk',
            },
        ),
        migrations.RemoveConstraint(
            model_name='article',
            name='contracts_article_position_once',
        ),
        migrations.RemoveConstraint(
            model_name='agreement',
            name='contracts_agreement_issued_is_complete',
        ),
        migrations.RemoveConstraint(
            model_name='templateversion',
            name='contracts_template_published_has_moment',
        ),
        migrations.AddField(
            model_name='agreement',
            name='advised_hourly_cents',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='geadviseerd per uur in centen'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='agreed_hourly_cents',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='afgesproken per uur in centen'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='amends',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='amendments', to='contracts.agreement', verbose_name='wijzigt'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='chain_head',
            field=models.CharField(blank=True, editable=False, max_length=64, verbose_name='laatste hash'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='chain_length',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='gebeurtenissen'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='keep_until_on',
            field=models.DateField(blank=True, null=True, verbose_name='bewaren tot en met'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='kind',
            field=models.CharField(choices=[('ovo', 'overeenkomst van opdracht'), ('rental', 'huurovereenkomst')], default='ovo', max_length=10, verbose_name='soort'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='paid_minutes',
            field=models.PositiveIntegerField(default=0, help_text='Met voorbereiding; hieruit volgt het uurtarief.', verbose_name='betaalde minuten'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='pay_explanation',
            field=models.CharField(blank=True, max_length=300, verbose_name='uitleg bij een lager tarief'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='remarks',
            field=models.TextField(blank=True, max_length=2000, verbose_name='bijzondere afspraken'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='status_reason',
            field=models.CharField(blank=True, max_length=500, verbose_name='reden'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='travel_cents',
            field=models.PositiveIntegerField(default=0, verbose_name='reiskosten in centen'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='with_minors',
            field=models.BooleanField(default=False, verbose_name='met minderjarigen'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='booking',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement_lines', to='bookings.booking', verbose_name='boeking'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='course_date',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement_lines', to='programmes.coursedate', verbose_name='lesdag'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='detail',
            field=models.CharField(blank=True, max_length=240, verbose_name='voor wie'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='discipline',
            field=models.CharField(blank=True, choices=[('music', 'muziek'), ('visual', 'beeldende kunst'), ('theatre_dance', 'theater en dans'), ('digital', 'digitale media en schrijven'), ('amateur', 'amateurkunst')], max_length=20, verbose_name='discipline'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='fee_cents',
            field=models.PositiveIntegerField(default=0, verbose_name='bedrag in centen'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agreementline',
            name='holds',
            field=models.BooleanField(default=True, verbose_name='houdt vast'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='local_end',
            field=fluxus.periods.WallClockField(default=dt.datetime(2000, 1, 1, 1, 0), verbose_name='einde'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agreementline',
            name='local_start',
            field=fluxus.periods.WallClockField(default=dt.datetime(2000, 1, 1, 0, 0), verbose_name='begin'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agreementline',
            name='what',
            field=models.CharField(default='', max_length=160, verbose_name='wat'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agreementline',
            name='where',
            field=models.CharField(blank=True, max_length=240, verbose_name='waar'),
        ),
        migrations.AddField(
            model_name='agreementline',
            name='wijk',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement_lines', to='network.wijk', verbose_name='wijk'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='days_to_sign',
            field=models.PositiveSmallIntegerField(default=30, verbose_name='dagen om te tekenen'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='first_reminder_days',
            field=models.PositiveSmallIntegerField(default=5, verbose_name='eerste herinnering na dagen'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='keep_years',
            field=models.PositiveSmallIntegerField(default=7, help_text='Onroerende zaken: 10 jaar (Wet OB 1968 art. 34a).', verbose_name='bewaren in jaren'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='kind',
            field=models.CharField(choices=[('ovo', 'overeenkomst van opdracht'), ('rental', 'huurovereenkomst')], default='ovo', max_length=10, verbose_name='soort'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='most_reminders',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='hoogstens zoveel herinneringen'),
        ),
        migrations.AddField(
            model_name='agreementtemplate',
            name='reminder_every_days',
            field=models.PositiveSmallIntegerField(default=7, verbose_name='daarna om de zoveel dagen'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='advised_proofs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('vog', 'verklaring omtrent het gedrag (VOG)'), ('code_of_conduct', 'gedragscode'), ('insurance', 'aansprakelijkheidsverzekering')], max_length=20), blank=True, default=list, verbose_name='gewenst'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='required_proofs',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('vog', 'verklaring omtrent het gedrag (VOG)'), ('code_of_conduct', 'gedragscode'), ('insurance', 'aansprakelijkheidsverzekering')], max_length=20), blank=True, default=list, verbose_name='nodig'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='review_note',
            field=models.TextField(blank=True, max_length=2000, verbose_name='oordeel'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='reviewed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='juridisch gecontroleerd op'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='juridisch gecontroleerd door'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='reviewer',
            field=models.CharField(blank=True, max_length=120, verbose_name='jurist'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='fee_cents',
            field=models.PositiveIntegerField(verbose_name='bedrag in centen'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='network.partner', verbose_name='wederpartij'),
        ),
        migrations.AlterField(
            model_name='agreement',
            name='status',
            field=models.CharField(choices=[('draft', 'concept'), ('issued', 'opgesteld'), ('sent', 'verstuurd'), ('partly_signed', 'deels getekend'), ('signed', 'getekend'), ('sealed', 'verzegeld'), ('declined', 'geweigerd'), ('expired', 'verlopen'), ('withdrawn', 'ingetrokken'), ('replaced', 'vervangen'), ('terminated', 'opgezegd')], default='draft', max_length=15, verbose_name='stand'),
        ),
        migrations.AlterField(
            model_name='agreementline',
            name='delivery',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreement_lines', to='programmes.delivery', verbose_name='uitvoering'),
        ),
        migrations.AlterField(
            model_name='numberseries',
            name='kind',
            field=models.CharField(choices=[('agreement', 'overeenkomsten van opdracht'), ('rental', 'huurovereenkomsten'), ('invoice', 'facturen')], max_length=12, verbose_name='soort'),
        ),
        migrations.AlterField(
            model_name='templateversion',
            name='preamble',
            field=models.TextField(blank=True, max_length=4000, verbose_name='overwegingen'),
        ),
        migrations.AlterField(
            model_name='templateversion',
            name='status',
            field=models.CharField(choices=[('draft', 'concept'), ('review', 'bij juridische controle'), ('approved', 'goedgekeurd'), ('published', 'gepubliceerd'), ('withdrawn', 'ingetrokken')], default='draft', max_length=10, verbose_name='stand'),
        ),
        migrations.AddField(
            model_name='agreementevent',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='contracts.agreement', verbose_name='overeenkomst'),
        ),
        migrations.AddField(
            model_name='agreementevent',
            name='happened_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door'),
        ),
        migrations.AddField(
            model_name='agreementrun',
            name='started_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gestart door'),
        ),
        migrations.AddField(
            model_name='agreementrun',
            name='template_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='contracts.templateversion', verbose_name='model'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='run',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='contracts.agreementrun', verbose_name='run'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='clause',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='contracts.clause', verbose_name='bepaling'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='drafted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='geschreven door'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gepubliceerd door'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='reviewed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='juridisch gecontroleerd door'),
        ),
        migrations.AddField(
            model_name='dbacheck',
            name='answered_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ingevuld door'),
        ),
        migrations.AddField(
            model_name='dbacheck',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dba_checks', to='network.partner', verbose_name='partner'),
        ),
        migrations.AddConstraint(
            model_name='funding',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contracts_funding_ends_after_start', violation_error_message='De laatste dag ligt voor de eerste.'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='funding',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='contracts.funding', verbose_name='financiering'),
        ),
        migrations.AddConstraint(
            model_name='legalamount',
            constraint=models.UniqueConstraint(fields=('kind', 'valid_from'), name='contracts_legal_amount_once', violation_error_message='Dit bedrag staat er al voor deze datum.'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='granted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gegeven door'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to=settings.AUTH_USER_MODEL, verbose_name='wie'),
        ),
        migrations.AddConstraint(
            model_name='modelagreement',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('assessed_on'))), name='contracts_model_agreement_ends_after_start', violation_error_message='De einddatum ligt voor de datum van beoordeling.'),
        ),
        migrations.AddField(
            model_name='clauseversion',
            name='model_agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='locked_clauses', to='contracts.modelagreement', verbose_name='vastgezet door'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='model_agreement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='template_versions', to='contracts.modelagreement', verbose_name='volgt modelovereenkomst'),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='agreement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='paper_signature', to='contracts.agreement', verbose_name='overeenkomst'),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contracts.document', verbose_name='scan'),
        ),
        migrations.AddField(
            model_name='papersignature',
            name='noted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='vastgelegd door'),
        ),
        migrations.AddField(
            model_name='partnerproof',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gecontroleerd door'),
        ),
        migrations.AddField(
            model_name='partnerproof',
            name='clause_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='contracts.clauseversion', verbose_name='tekst'),
        ),
        migrations.AddField(
            model_name='partnerproof',
            name='handed_in_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ingeleverd door'),
        ),
        migrations.AddField(
            model_name='partnerproof',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='network.partner', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='questionnaire',
            name='published_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gepubliceerd door'),
        ),
        migrations.AddField(
            model_name='question',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='contracts.questionnaire', verbose_name='lijst'),
        ),
        migrations.AddField(
            model_name='dbacheck',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='contracts.questionnaire', verbose_name='lijst'),
        ),
        migrations.AddConstraint(
            model_name='ratetable',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='contracts_rate_table_has_source', violation_error_message='Noem de bron van de tarieven.'),
        ),
        migrations.AddField(
            model_name='rate',
            name='table',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='contracts.ratetable', verbose_name='tarieftabel'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='rate_table',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='contracts.ratetable', verbose_name='tarieftabel'),
        ),
        migrations.AddField(
            model_name='registerview',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='register_views', to=settings.AUTH_USER_MODEL, verbose_name='van'),
        ),
        migrations.AddField(
            model_name='runitem',
            name='agreement',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='run_item', to='contracts.agreement', verbose_name='overeenkomst'),
        ),
        migrations.AddField(
            model_name='runitem',
            name='partner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='run_items', to='network.partner', verbose_name='wederpartij'),
        ),
        migrations.AddField(
            model_name='runitem',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='contracts.agreementrun', verbose_name='run'),
        ),
        migrations.AddField(
            model_name='seal',
            name='agreement',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='contracts.agreement', verbose_name='overeenkomst'),
        ),
        migrations.AddField(
            model_name='seal',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sealed', to='contracts.document', verbose_name='verzegeld document'),
        ),
        migrations.AddField(
            model_name='seal',
            name='evidence',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence_of', to='contracts.document', verbose_name='bewijsrapport'),
        ),
        migrations.AddConstraint(
            model_name='sealcertificate',
            constraint=models.CheckConstraint(condition=models.Q(('fingerprint__regex', '^[0-9a-f]{64}$')), name='contracts_certificate_hash_form', violation_error_message='Dit is geen SHA-256.'),
        ),
        migrations.AddField(
            model_name='seal',
            name='certificate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seals', to='contracts.sealcertificate', verbose_name='certificaat'),
        ),
        migrations.AddField(
            model_name='signature',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='contracts.document', verbose_name='document'),
        ),
        migrations.AddField(
            model_name='signature',
            name='image',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='drawn_signatures', to='contracts.document', verbose_name='beeld'),
        ),
        migrations.AddField(
            model_name='signature',
            name='mandate',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='contracts.mandate', verbose_name='mandaat'),
        ),
        migrations.AddField(
            model_name='signature',
            name='signed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ingelogd als'),
        ),
        migrations.AddField(
            model_name='signaturerequest',
            name='agreement',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='contracts.agreement', verbose_name='overeenkomst'),
        ),
        migrations.AddField(
            model_name='signaturerequest',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signature_requests', to='contracts.document', verbose_name='document'),
        ),
        migrations.AddField(
            model_name='signature',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='contracts.signaturerequest', verbose_name='verzoek'),
        ),
        migrations.AddField(
            model_name='signinglink',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='contracts.signaturerequest', verbose_name='verzoek'),
        ),
        migrations.AddField(
            model_name='templateclause',
            name='clause_version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='template_clauses', to='contracts.clauseversion', verbose_name='bepaling'),
        ),
        migrations.AddField(
            model_name='templateclause',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='contracts.templateversion', verbose_name='versie'),
        ),
        migrations.AddConstraint(
            model_name='workkind',
            constraint=models.CheckConstraint(condition=models.Q(('preparation_percent__lte', 300)), name='contracts_work_kind_preparation_plausible', violation_error_message='Meer dan 300% voorbereiding is niet aannemelijk.'),
        ),
        migrations.AddField(
            model_name='rate',
            name='work_kind',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rates', to='contracts.workkind', verbose_name='soort werk'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='work_kind',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='contracts.workkind', verbose_name='soort werk'),
        ),
        migrations.AddConstraint(
            model_name='agreementevent',
            constraint=models.UniqueConstraint(fields=('agreement', 'position'), name='contracts_event_once', violation_error_message='Deze gebeurtenis bestaat al.'),
        ),
        migrations.AddConstraint(
            model_name='agreementevent',
            constraint=models.CheckConstraint(condition=models.Q(('hash__regex', '^[0-9a-f]{64}$')), name='contracts_event_hash_form', violation_error_message='Dit is geen SHA-256.'),
        ),
        migrations.AddConstraint(
            model_name='agreementevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('happened_at__isnull', True), ('happened_by__isnull', True)), ('happened_at__isnull', False), _connector='OR'), name='contracts_event_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='agreementrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('started_at__isnull', True), ('started_by__isnull', True)), ('started_at__isnull', False), _connector='OR'), name='contracts_run_started_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='agreementrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('status', 'running')), models.Q(models.Q(('status', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='contracts_run_finished_has_moment', violation_error_message='Een run die klaar is, heeft een moment waarop.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gt', models.F('started_on')), _connector='OR'), name='contracts_mandate_ends_after_start', violation_error_message='Het einde moet na het begin liggen.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('granted_at__isnull', True), ('granted_by__isnull', True)), models.Q(('granted_at__isnull', False), ('granted_by__isnull', False)), _connector='OR'), name='contracts_mandate_granted_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.UniqueConstraint(fields=('clause', 'version'), name='contracts_clause_version_once', violation_error_message='Deze versie bestaat al.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'review', 'approved'])), fields=('clause',), name='contracts_clause_one_in_the_making', violation_error_message='Er is al een nieuwe versie van deze bepaling in de maak.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['published', 'withdrawn']), _negated=True), ('published_at__isnull', False), _connector='OR'), name='contracts_clause_published_has_moment', violation_error_message='Een gepubliceerde versie heeft een moment van publicatie.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='contracts_clause_hash_form', violation_error_message='Dit is geen SHA-256.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('drafted_at__isnull', True), ('drafted_by__isnull', True)), ('drafted_at__isnull', False), _connector='OR'), name='contracts_clause_drafted_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), ('reviewed_at__isnull', False), _connector='OR'), name='contracts_clause_reviewed_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='clauseversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), ('published_at__isnull', False), _connector='OR'), name='contracts_clause_published_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='papersignature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('noted_at__isnull', True), ('noted_by__isnull', True)), models.Q(('noted_at__isnull', False), ('noted_by__isnull', False)), _connector='OR'), name='contracts_paper_noted_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddIndex(
            model_name='partnerproof',
            index=models.Index(fields=['partner', 'kind'], name='contracts_proof_of_partner'),
        ),
        migrations.AddConstraint(
            model_name='partnerproof',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='contracts_proof_ends_after_start', violation_error_message='De einddatum ligt voor de datum van afgifte.'),
        ),
        migrations.AddConstraint(
            model_name='partnerproof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'code_of_conduct'), _negated=True), ('clause_version__isnull', False), _connector='OR'), name='contracts_proof_conduct_has_text', violation_error_message='Instemmen gaat over een vaste tekst.'),
        ),
        migrations.AddConstraint(
            model_name='partnerproof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('handed_in_at__isnull', True), ('handed_in_by__isnull', True)), models.Q(('handed_in_at__isnull', False), ('handed_in_by__isnull', False)), _connector='OR'), name='contracts_proof_handed_in_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='partnerproof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='contracts_proof_checked_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='questionnaire',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), ('published_at__isnull', False), _connector='OR'), name='contracts_questionnaire_published_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('questionnaire', 'position'), name='contracts_question_position_once', violation_error_message='Deze vraag bestaat al.'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('questionnaire', 'key'), name='contracts_question_key_once', violation_error_message='Deze sleutel bestaat al.'),
        ),
        migrations.AddConstraint(
            model_name='dbacheck',
            constraint=models.CheckConstraint(condition=models.Q(('hours_per_week__gte', 0), ('hours_per_week__lte', 80)), name='contracts_dba_hours_plausible', violation_error_message='Vul 0 tot 80 uur per week in.'),
        ),
        migrations.AddConstraint(
            model_name='dbacheck',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='contracts_dba_answered_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='registerview',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='contracts_register_view_once', violation_error_message='Je hebt al een lijst met deze naam.'),
        ),
        migrations.AddIndex(
            model_name='runitem',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['run', 'position'], name='contracts_run_waiting'),
        ),
        migrations.AddConstraint(
            model_name='runitem',
            constraint=models.UniqueConstraint(fields=('run', 'position'), name='contracts_run_item_once', violation_error_message='Deze regel bestaat al.'),
        ),
        migrations.AddConstraint(
            model_name='runitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement__isnull', False), ('status', 'made')), models.Q(models.Q(('status', 'made'), _negated=True), ('agreement__isnull', True)), _connector='OR'), name='contracts_run_item_made_has_agreement', violation_error_message='Wat gemaakt is, heeft een overeenkomst.'),
        ),
        migrations.AddIndex(
            model_name='seal',
            index=models.Index(condition=models.Q(('next_attempt_at__isnull', False)), fields=['next_attempt_at'], name='contracts_seal_waiting'),
        ),
        migrations.AddConstraint(
            model_name='seal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('reached_level', ''), ('sealed_at__isnull', True)), models.Q(('certificate__isnull', False), ('document__isnull', False), ('sealed_at__isnull', False), models.Q(('reached_level', ''), _negated=True)), _connector='OR'), name='contracts_seal_is_whole', violation_error_message='Een zegel heeft een document, een certificaat en een niveau.'),
        ),
        migrations.AddIndex(
            model_name='signaturerequest',
            index=models.Index(condition=models.Q(('next_reminder_at__isnull', False)), fields=['next_reminder_at'], name='contracts_request_to_remind'),
        ),
        migrations.AddIndex(
            model_name='signaturerequest',
            index=models.Index(condition=models.Q(('status__in', ['planned', 'sent', 'opened'])), fields=['expires_at'], name='contracts_request_open'),
        ),
        migrations.AddConstraint(
            model_name='signaturerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['planned', 'sent', 'opened', 'signed'])), fields=('agreement', 'role'), name='contracts_request_one_per_role', violation_error_message='Deze partij is al gevraagd om te tekenen.'),
        ),
        migrations.AddConstraint(
            model_name='signaturerequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('status__in', ['planned', 'sent', 'opened'])), models.Q(models.Q(('status__in', ['planned', 'sent', 'opened']), _negated=True), ('closed_at__isnull', False), ('next_reminder_at__isnull', True)), _connector='OR'), name='contracts_request_closed_has_moment', violation_error_message='Een afgehandeld verzoek heeft een moment en geen herinneringen meer.'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('proven_by', 'code'), ('signed_by__isnull', False), _connector='OR'), name='contracts_signature_login_has_user', violation_error_message='Wie met inloggen tekent, is iemand.'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('image__isnull', True), ('method', 'typed')), models.Q(('image__isnull', False), ('method', 'drawn')), _connector='OR'), name='contracts_signature_drawn_has_image', violation_error_message='Bij een getekende handtekening hoort het beeld.'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), ('signed_at__isnull', False), _connector='OR'), name='contracts_signature_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='signinglink',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='contracts_link_hash_form', violation_error_message='Dit is geen SHA-256.'),
        ),
        migrations.AddConstraint(
            model_name='templateclause',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('version', 'position'), name='contracts_template_clause_position_once', violation_error_message='Op deze plaats staat al een bepaling.'),
        ),
        migrations.AddConstraint(
            model_name='templateclause',
            constraint=models.UniqueConstraint(fields=('version', 'clause_version'), name='contracts_template_clause_once', violation_error_message='Deze bepaling staat al in het model.'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.UniqueConstraint(fields=('table', 'work_kind'), name='contracts_rate_once', violation_error_message='Dit werk staat al in deze tabel.'),
        ),
        migrations.AddConstraint(
            model_name='rate',
            constraint=models.CheckConstraint(condition=models.Q(('hourly_cents__gt', 0)), name='contracts_rate_is_something', violation_error_message='Een tarief is meer dan nul.'),
        ),
    ]
