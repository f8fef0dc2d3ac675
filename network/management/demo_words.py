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
WOMEN = """
    Sanne Noor Fatima Emine Priya Lotte Marieke Iris Femke Samira Agnieszka Naomi Aylin Joke Eva Hanna Floor Mirjam
    Anouk Willemijn Esma Chantal Merel Katja Yasmin Soraya Leyla Amber Roos Nadia Zeynep Ilse Carmen Malika Dewi Lieke
    Tess Elif
"""
GIVEN_NAMES = GIVEN.split()
WOMENS_NAMES = frozenset(WOMEN.split())
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
