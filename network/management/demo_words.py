"""Names, organisations and notes of the demo world: believable, and of nobody."""

GIVEN = """
    Sanne Bilal Noor Fatima Daan Emine Jeroen Priya Lotte Youssef Marieke Kwame Iris Mehmet Femke Samira
    Tom Agnieszka Bas Naomi Ruben Aylin Joke Rachid Eva Giovanni Hanna Ömer Floor Winston Mirjam Karim
    Anouk Tomasz Willemijn Esma Sjoerd Chantal Hicham Merel Delano Katja Pieter Yasmin Gijs Soraya Maarten
    Leyla Thijs Amber Ibrahim Roos Stefan Nadia Koen Zeynep Hugo Ilse Jamal Carmen Wouter Malika Casper
    Dewi Arjan Lieke Ravi Tess Dirk Elif
"""
FAMILY = """
    van der Berg, Jansen, Yılmaz, de Vries, El Idrissi, Bakker, Visser, Kaya, Smit, van Dijk, Boateng,
    de Boer, Mulder, Demir, Bos, Vos, Peters, Ouali, Hendriks, van Leeuwen, Dekker, Şahin, Brouwer, de Wit,
    Dijkstra, Ramdin, Smits, de Graaf, Kowalski, van der Meer, van der Linden, Kok, Jacobs, Benali,
    de Haan, Vermeulen, van den Heuvel, Çelik, van der Veen, van den Broek, Schouten, Bouzid, van Beek,
    Willems, Hoekstra, Koster, Prins, Huisman, Postma, Mensah, Kuiper, Veenstra, Kramer, van Wijk, Nowak,
    Kan, Zijlstra, Meer, ter Horst, Groen, Balk, Doğan, Molenaar, Schaap, in 't Veld, Rahimi, Blom, Zaal,
    Honig, Latenstein, van Vliet, Aydın, Breeuwer
"""
GIVEN_NAMES = GIVEN.split()
FAMILY_NAMES = [" ".join(name.split()) for name in FAMILY.split(",")]
STAFF = (
    ("Noor Visser", "bureau", ("projectbureau",)),
    ("Jeroen Honig", "beheer", ("admin",)),
    ("Emine Kaya", "expert", ("expert",)),
    ("Marieke Postma", "financien", ("finance",)),
    ("Floor Brouwer", "marketing", ("marketing",)),
    ("Winston Ramdin", "receptie", ("reception",)),
    ("Fleur Dekker", "", ("projectbureau",)),
    ("Hicham Ouali", "", ("projectbureau",)),
    ("Iris Breeuwer", "", ("projectbureau", "expert")),
    ("Daan Groen", "", ("expert",)),
    ("Samira Benali", "", ("expert",)),
    ("Lotte van Vliet", "", ("expert",)),
    ("Kwame Mensah", "", ("expert",)),
    ("Anouk Prins", "", ("expert",)),
    ("Thijs Molenaar", "", ("expert",)),
    ("Aylin Demir", "", ("expert",)),
    ("Pieter Koster", "", ("expert",)),
    ("Naomi Blom", "", ("expert",)),
    ("Stefan Nowak", "", ("finance",)),
    ("Joke Schaap", "", ("reception",)),
    ("Ravi Ramlal", "", ("reception",)),
    ("Tess Kuiper", "", ("reception",)),
    ("Hanna Zijlstra", "", ("expert",)),
    ("Bas Huisman", "", ("expert",)),
    ("Yasmin El Idrissi", "", ("projectbureau",)),
    ("Gijs Latenstein", "", ("marketing",)),
    ("Merel de Graaf", "", ("expert",)),
    ("Mirjam Bos", "", ("admin",)),
)
AMATEURS = (
    ("Toneelvereniging Het Pakhuis", "theatre_dance"),
    ("Brassband De Windvang", "music"),
    ("Shantykoor De Kalverringdijk", "music"),
    ("Fotoclub Tegenlicht aan de Zaan", "visual"),
    ("Zaans Vrouwenkoor Lentetij", "music"),
    ("Dansgroep Oosterwind", "theatre_dance"),
    ("Schrijversgroep De Inktpot", "digital"),
    ("Harmonie Nieuwe Hoop Assendelft", "music"),
    ("Kamerorkest Zaanzicht", "music"),
    ("Schildersgroep Het Blauwe Uur", "visual"),
    ("Musicalvereniging Bovenlicht", "theatre_dance"),
    ("Popkoor Krommenie Zingt", "music"),
    ("Volksdansgroep De Draaikolk", "theatre_dance"),
    ("Accordeonvereniging Trekzak", "music"),
    ("Filmclub Westzaan", "digital"),
    ("Keramiekgroep De Draaischijf", "visual"),
    ("Bigband Wormerveer Noord", "music"),
    ("Cabaretgroep Tussen de Sluizen", "theatre_dance"),
    ("Gitaarensemble Zes Snaren", "music"),
    ("Textielgroep Draad en Daad", "visual"),
)
SOCIAL = (
    "Buurtcentrum De Houtduif",
    "Sociaal wijkteam Poelenburg",
    "Sociaal wijkteam Krommenie",
    "Stichting Samen aan de Zaan",
    "Ontmoetingshuis Het Anker",
    "Taalhuis Zaanoevers",
    "Woonzorgcentrum De Kade",
    "Jongerencentrum Kogerveld",
    "Buurthuis De Rozenhof",
    "Stichting Mantelzorg Zaan",
    "Dagbesteding De Werkbank",
    "Inloophuis Westerkoog",
    "Vrouwencentrum De Brug",
    "Speeltuinvereniging Rooswijk",
)
CHILDCARE = (
    "Kinderopvang De Zaanse Vlinder",
    "BSO Het Pakhuisje",
    "Kinderdagverblijf Kroosje",
    "BSO De Sluiswachters",
    "Peuteropvang De Molenwiek",
    "Kinderopvang Kreekrijk",
)
OTHERS = (
    ("Zaans Filmhuis De Overtoom", "cultural_organisation"),
    ("Poppodium De Loods", "cultural_organisation"),
    ("Museum aan de Gouw", "cultural_organisation"),
    ("Theatergroep Houtzaag", "cultural_organisation"),
    ("Gemeente Zaanstad", "government"),
    ("Fonds Zaanse Cultuur", "fund"),
    ("Stichting Cultuurfonds De Zaan", "fund"),
    ("Lectoraat Kunst en Wijk", "knowledge_partner"),
)
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
