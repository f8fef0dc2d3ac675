"""What is said and done in the demo world: notes, tasks, labels, networks; believable, and about nobody."""

NOTES = (
    ("phone", "Gebeld over de planning van het voorjaar. Wil graag weer op dinsdagavond, liefst dezelfde ruimte."),
    ("phone", "Vraagt of de piano in Studio 1 gestemd kan worden voor de uitvoering. Doorgegeven aan de beheerder."),
    (
        "phone",
        "Zoekt een ruimte voor ongeveer veertig mensen met een podium. Gewezen op de theaterzaal; belt terug na overleg.",
    ),
    ("phone", "Is verhuisd. Nieuwe gegevens genoteerd en de factuur opnieuw gestuurd."),
    ("phone", "Kan de les van volgende week niet geven door griep. Groep is ingelicht, we zoeken een nieuwe datum."),
    ("mail", "Stuurt de uitgewerkte lesbrief voor groep 5 en 6. Ziet er goed uit, mag zo in het Cultuurmenu."),
    ("mail", "Vraagt naar het uurtarief van komend seizoen. De regeling fair practice toegestuurd."),
    ("mail", "Wil zich aanmelden voor de muzikantendag met drie leden."),
    ("mail", "KvK-uittreksel en IBAN ontvangen. Overeenkomst kan worden opgesteld."),
    (
        "mail",
        "Stelt voor om samen een aanvraag te doen bij het fonds voor cultuurparticipatie. Terugkomen na de vakantie.",
    ),
    (
        "meeting",
        "Kennisgemaakt op kantoor. Wil graag in wijken werken waar nog weinig te doen is, het liefst met ouderen.",
    ),
    (
        "meeting",
        "Jaargesprek. Tevreden over de zalen, minder over de verwarming op zaterdag. Wil volgend jaar een masterclass geven.",
    ),
    (
        "meeting",
        "Plannen doorgenomen voor een gezamenlijke voorstelling met de buurt. Begroting volgt voor het einde van de maand.",
    ),
    (
        "meeting",
        "Besproken welke rol we kunnen hebben: vooral verbinden met scholen in de buurt. Eerste afspraak met een school staat.",
    ),
    ("visit", "Langs geweest bij de repetitie. Mooie groep, veel jonge leden erbij sinds de zomer."),
    ("visit", "Les bijgewoond in groep 7. Kinderen deden enthousiast mee; de uitleg mag iets korter."),
    ("visit", "Bezoek aan de open dag. Contact gelegd met twee nieuwe vrijwilligers."),
    ("visit", "Wijkwandeling met de accounthouder. Er is behoefte aan iets voor tieners op woensdagmiddag."),
    ("note", "Heeft ervaring met doelgroepen in de zorg; onthouden voor het project met het woonzorgcentrum."),
    ("note", "Wordt genoemd als goede invaller voor percussie."),
    ("note", "Liever mailen dan bellen; overdag niet bereikbaar."),
    ("note", "Bewaart eigen materiaal in kast 4. Sleutel is bij de receptie."),
)
SCHOOL_NOTES = (
    (
        "phone",
        "Icc'er gesproken. Kiest dit jaar voor drie activiteiten uit het Cultuurmenu, de bovenbouw gaat naar het theater.",
    ),
    ("mail", "Vraagt of de bus ook vanaf de tweede ingang kan vertrekken. Doorgezet naar de vervoerder."),
    ("meeting", "Gesprek met de directie over cultuur in het schoolplan. Volgende stap: studiemiddag met het team."),
    ("visit", "Kijkje genomen bij de projectweek. Team wil verder met beeldende lessen in de onderbouw."),
    ("note", "Nieuwe contactpersoon per 1 augustus; bereikbaar op dinsdag en donderdag."),
)
# Notes that are not for everybody: who may read them stands beside them.
CLOSER_NOTES = (
    (
        "team",
        "phone",
        "Twijfelt of de groep volgend jaar nog doorgaat. Nog niet rondvertellen, eerst zelf met de leden spreken.",
    ),
    (
        "team",
        "meeting",
        "Gesprek over het tarief. Wil meer dan de richtlijn; afgesproken dat we er na de begroting op terugkomen.",
    ),
    ("team", "visit", "Les was rommelig en te lang. Met de docent besproken; volgende keer gaat een collega mee."),
    (
        "personal",
        "meeting",
        "Vertelde waarom het even minder gaat en vroeg of een les later kan. Ruimte gegeven, verder tussen ons.",
    ),
    (
        "personal",
        "phone",
        "Vroeg of zijn baan hier zeker is. Eerlijk antwoord gegeven en doorverwezen naar de directie.",
    ),
)
GATHERINGS = (
    (
        "meeting",
        "Wijkoverleg: agenda van het voorjaar naast elkaar gelegd. Drie plannen passen bij elkaar, wij zoeken de maker.",
    ),
    ("meeting", "Kenniscafé: elkaars aanbod verteld en twee afspraken gemaakt om bij elkaar te komen kijken."),
    ("visit", "Samen door de wijk gelopen. Het plein is een goede plek voor een buurtoptreden; de gemeente denkt mee."),
    ("mail", "Verslag van het gesprek rondgestuurd, met de afspraken en wie wat doet."),
)
# What is to be done, in how many days it is due (or was), and for which team when it waits for a team.
TASKS = (
    ("Terugbellen over de theaterzaal op zaterdag", -6, ""),
    ("IBAN en KvK-uittreksel opvragen voor de overeenkomst", -3, ""),
    ("Afspraak maken voor het jaargesprek", 2, ""),
    ("Bedankmail sturen na de voorstelling", 0, ""),
    ("Lesbrief voor groep 5 en 6 nalezen", 5, ""),
    ("Koppelen aan een school in de wijk", 9, ""),
    ("Nagaan of de piano is gestemd", -1, "reception"),
    ("Sleutel van kast 4 terugvragen", 3, "reception"),
    ("Foto’s vragen voor de website", 4, "marketing"),
    ("Uitnodigen voor de muzikantendag", 12, "marketing"),
    ("Adres van de factuur nakijken", 1, "finance"),
    ("Begroting van de wijkvoorstelling bekijken", 8, "finance"),
    ("Overeenkomst klaarzetten voor het nieuwe seizoen", 6, "projectbureau"),
    ("Groepen van komend schooljaar opvragen", 15, "projectbureau"),
    ("Kennismaken: nog niemand van ons is er geweest", 20, "expert"),
    ("Vragen wie de nieuwe contactpersoon is", -12, "expert"),
)
WIJK_TASKS = (
    ("Aansluiten bij het overleg van het sociaal wijkteam", 14, ""),
    ("Kinderopvang in de wijk in kaart brengen", 30, ""),
    ("Wijkwandeling plannen met het buurtcentrum", -4, ""),
)
FOLLOW_UPS = ("Nabellen na dit gesprek", "Afspraken op de mail zetten", "Collega bijpraten", "Aanbod toesturen")
# A label, and which partners carry it: a role, a discipline or '' for a few of all.
TAGS = (
    ("Muzikantendag", "music"),
    ("Zaanfestival", "artist"),
    ("Open Huis", "amateur_association"),
    ("invaller", "teacher"),
    ("eigen instrumenten", "music"),
    ("werkt met ouderen", "teacher"),
    ("talentklas", "theatre_dance"),
    ("buurtoptreden", "artist"),
    ("kijkt mee met het Cultuurmenu", "school"),
    ("partner van het wijkproject", "social_organisation"),
)
# Networks of others in the wijken that we take part in (jaarplan 3.1).
NETWORKS = (
    ("Wijkoverleg", "social_team", "welzijn"),
    ("Netwerk jonge kind", "childcare", "opvang"),
    ("Scholenkring", "education", "scholen"),
    ("Cultuurtafel", "culture", "makers"),
    ("Zorg en welzijn", "care", "zorg"),
    ("Buurtplatform", "residents", "bewoners"),
)
