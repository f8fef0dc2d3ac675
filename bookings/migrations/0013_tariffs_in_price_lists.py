"""Tariffs belong to a price list: each day on which tariffs began becomes a published list. Published is final."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

WEEKDAYS = [(1, "maandag"), (2, "dinsdag"), (3, "woensdag"), (4, "donderdag"), (5, "vrijdag"), (6, "zaterdag"), (7, "zondag")]
UNITS = [("hour", "per uur"), ("daypart", "per dagdeel"), ("fixed", "per keer")]

GUARDS = """
CREATE FUNCTION bookings_price_list_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'bookings_price_list_is_final', TABLE = TG_TABLE_NAME,
        MESSAGE = 'Een gepubliceerde prijslijst verandert niet meer; maak een nieuwe.';
END $$;

CREATE FUNCTION bookings_price_list_part_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
-- argument: constraint name. FOR SHARE waits for whoever publishes the list at this moment
DECLARE
    whole bigint;
    list_status text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    FOREACH whole IN ARRAY ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN OLD.price_list_id END, CASE WHEN TG_OP <> 'DELETE' THEN NEW.price_list_id END
    ] LOOP
        SELECT status INTO list_status FROM bookings_pricelist WHERE id = whole FOR SHARE;
        IF list_status = 'published' THEN
            RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME,
                MESSAGE = 'Een gepubliceerde prijslijst verandert niet meer; maak een nieuwe.';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER bookings_price_list_is_final BEFORE UPDATE OR DELETE ON bookings_pricelist FOR EACH ROW
WHEN (OLD.status = 'published') EXECUTE FUNCTION bookings_price_list_is_final();
CREATE TRIGGER bookings_tariff_is_final BEFORE INSERT OR UPDATE OR DELETE ON bookings_tariff FOR EACH ROW
EXECUTE FUNCTION bookings_price_list_part_is_final('bookings_tariff_is_final');
CREATE TRIGGER bookings_supplement_is_final BEFORE INSERT OR UPDATE OR DELETE ON bookings_supplement FOR EACH ROW
EXECUTE FUNCTION bookings_price_list_part_is_final('bookings_supplement_is_final');
CREATE TRIGGER bookings_cancellation_rule_is_final BEFORE INSERT OR UPDATE OR DELETE ON bookings_cancellationrule
FOR EACH ROW EXECUTE FUNCTION bookings_price_list_part_is_final('bookings_cancellation_rule_is_final');
"""

DROP_GUARDS = """
DROP TRIGGER bookings_cancellation_rule_is_final ON bookings_cancellationrule;
DROP TRIGGER bookings_supplement_is_final ON bookings_supplement;
DROP TRIGGER bookings_tariff_is_final ON bookings_tariff;
DROP TRIGGER bookings_price_list_is_final ON bookings_pricelist;
DROP FUNCTION bookings_price_list_part_is_final();
DROP FUNCTION bookings_price_list_is_final();
"""


def gather(apps, schema_editor):
    """One published list for each day on which tariffs began; what did not change on that day is taken along."""
    tariffs, lists = apps.get_model("bookings", "Tariff"), apps.get_model("bookings", "PriceList")
    held = {}
    for day in sorted(set(tariffs.objects.values_list("valid_from", flat=True))):
        price_list = lists.objects.create(
            name=f"Prijslijst vanaf {day:%d-%m-%Y}", valid_from=day, status="published", published_at=timezone.now()
        )
        tariffs.objects.filter(valid_from=day).update(price_list=price_list)
        own = {(each.tariff_class, each.audience): each.amount_cents for each in tariffs.objects.filter(valid_from=day)}
        tariffs.objects.bulk_create(
            tariffs(
                price_list=price_list, tariff_class=key[0], audience=key[1], amount_cents=cents, valid_from=day,
            )
            for key, cents in held.items()
            if key not in own
        )  # fmt: skip
        held |= own


class Migration(migrations.Migration):
    dependencies = [("bookings", "0012_building_in_a_wijk")]

    operations = [
        migrations.RenameField("tariff", "hourly_cents", "amount_cents"),
        migrations.AlterField(
            "tariff", "amount_cents", models.PositiveIntegerField(verbose_name="bedrag in centen")
        ),
        migrations.AddField(
            "tariff",
            "price_list",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tariffs",
                to="bookings.pricelist",
                verbose_name="prijslijst",
            ),
        ),
        migrations.AddField(
            "tariff", "unit", models.CharField(choices=UNITS, default="hour", max_length=10, verbose_name="eenheid")
        ),
        migrations.AddField(
            "tariff",
            "weekdays",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.PositiveSmallIntegerField(choices=WEEKDAYS),
                blank=True,
                default=list,
                size=None,
                verbose_name="dagen",
            ),
        ),
        migrations.AddField("tariff", "from_time", models.TimeField(blank=True, null=True, verbose_name="van")),
        migrations.AddField("tariff", "until_time", models.TimeField(blank=True, null=True, verbose_name="tot")),
        migrations.RemoveConstraint("tariff", "bookings_tariff_once"),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField("tariff", "valid_from"),
        migrations.AlterField(
            "tariff",
            "price_list",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tariffs",
                to="bookings.pricelist",
                verbose_name="prijslijst",
            ),
        ),
        migrations.AddConstraint(
            "tariff",
            models.UniqueConstraint(
                fields=("price_list", "tariff_class", "audience", "weekdays", "from_time", "until_time"),
                name="bookings_tariff_once",
                nulls_distinct=False,
                violation_error_message="Dit tarief staat al in de prijslijst.",
            ),
        ),
        migrations.AddConstraint(
            "tariff",
            models.CheckConstraint(
                condition=models.Q(from_time__isnull=True)
                | models.Q(until_time__isnull=True)
                | models.Q(until_time__gt=models.F("from_time")),
                name="bookings_tariff_window_in_order",
                violation_error_message="Het einde moet na het begin liggen. Laat het leeg voor middernacht.",
            ),
        ),
        migrations.AddConstraint(
            "tariff",
            models.CheckConstraint(
                condition=models.Q(weekdays__contained_by=[1, 2, 3, 4, 5, 6, 7]),
                name="bookings_tariff_weekdays_known",
                violation_error_message="Deze dag van de week bestaat niet.",
            ),
        ),
        migrations.RunSQL(GUARDS, DROP_GUARDS),
    ]
