"""Words of our own from which the names of a large network are made."""

GIVEN = """
Aad Aafke Aicha Ali Amina Anja Anna Annemarie Anouk Arie Astrid Ayşe Bart Bas Bea Beatrijs Ben Berend Björn Bram Carla Carlijn
Cees Chantal Claudia Coen Cor Daan Daniëlle Dennis Derk Desiree Dewi Dirk Djamila Doortje Ed Eefje Elif Elise Ellen Els Emine
Emma Erik Esmée Esther Eva Evert Fatima Fenna Femke Fleur Floor Floris Frank Frederique Frits Geert Gerard Gijs Greet Guus
Hanna Hans Harm Hatice Heleen Henk Hidde Hüseyin Ida Ilse Ineke Inge Irene Iris Ivo Jaap Jacqueline Jan Janneke Jasmijn Jelle
Jeroen Jesse Jet Joke Joost Jorrit Josien Juul Kaj Karel Karin Kees Kim Klaas Koen Lars Laura Leila Lenneke Lex Lies Lieke Linda
Loes Lotte Luuk Maaike Maarten Mandy Marga Marieke Mark Marloes Mehmet Meike Merel Mieke Mohamed Monique Moniek Nadia Niek Nina
Noor Olaf Paul Petra Pieter Pim Rachid René Rik Rob Roos Ruben Ruth Samira Sander Sanne Saskia Sietske Sjoerd Sofie Stefan Steef
Suzanne Tamara Teun Thijs Tineke Tim Tjeerd Trijntje Ursula Vera Vincent Wendy Wieke Wim Willemijn Wouter Yasmin Yvonne Zeynep Zoë
""".split()
# As often as they come in a Dutch phone book, the first the most.
COMMON = """
de Jong, Jansen, de Vries, van den Berg, van Dijk, Bakker, Janssen, Visser, Smit, Meijer, de Boer, Mulder, de Groot, Bos, Vos,
Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits, de Graaf, van der Meer, van der Linden, Kok, Jacobs,
de Haan, Vermeulen, van den Heuvel, van der Veen, van den Broek, de Bruijn, de Bruin, van der Heijden, Schouten, van Beek,
Willems, van Vliet, van de Ven, Hoekstra, Maas, Verhoeven, Koster, van Dam, van der Wal, Prins, Blom, Huisman, Peeters, de Jonge,
Kuipers, van Veen, Post, Kuiper, Veenstra, Kramer, van den Brink, Scholten, van Wijk, Postma, Martens, Vink, de Ruiter, Timmermans,
Groen, Gerritsen, Jonker, van Loon, Boer, van der Velde, Willemsen, Smeets, de Lange, de Vos, van Dongen, Schipper, de Koning,
van der Laan, Koning, van der Velden, Driessen, van Doorn, Hermans, Evers, van den Bosch, van der Meulen, Hofman, Bosman, Wolters,
Sanders, van der Horst, Mol, Kuijpers, Molenaar, van de Pol, de Leeuw, Verbeek, Yılmaz, Kaya, Demir, Çelik, Öztürk, El Amrani,
Benali, Bouzid, Singh, Ramdin, Nguyen, Kowalski, Müller, Weiß, van 't Hof, in 't Veld, op den Kelder, ter Haar, ten Brinke
""".replace("\n", " ").split(",")
STEMS = """
Akker Berken Beuken Bloem Bosch Brug Dam Dijk Duin Eiken Elzen Graan Haring Haver Heide Hooi Kamp Kerk Klaver Koren Kreek Land
Linde Meer Molen Noord Oever Olie Oost Papier Pel Polder Riet Rogge Roos Schans Schelp Sluis Steen Terp Veen Veld Verf Vlas Wal
Water West Weide Wiek Wilgen Wind Zaag Zand Zee Zijl Zout Zuid
""".split()
ENDINGS = "berg beek bosch broek dijk donk haven hof horst houwer huis huizen kamp laan man meijer schot stra veld vliet wijk".split()
STREETS = "straat straat straat laan laan weg pad kade plein hof".split()
BODIES = (
    "Stichting {}",
    "Vereniging {}",
    "Koor {}",
    "Theatergroep {}",
    "Atelier {}",
    "Harmonie {}",
    "Dansschool {}",
    "Muziekvereniging {}",
    "Toneelvereniging {}",
    "Studio {}",
    "Buurthuis {}",
    "Stg. {}",
    "Galerie {}",
    "Muziekschool {}",
    "Zorgcentrum {}",
    "Kinderopvang {}",
    "Fotoclub {}",
    "Ensemble {}",
)
SCHOOLS = (
    "Openbare Basisschool De {}",
    "OBS De {}",
    "Christelijke Basisschool De {}",
    "Rooms Katholieke Basisschool De {}",
    "Basisschool Het {}",
    "De {}",
    "School voor Speciaal Onderwijs De {}",
    "{} College",
)
FUNCTIONS = "directeur,leerkracht,cultuurcoördinator,voorzitter,secretaris,penningmeester,administratie,conciërge,dirigent,lid".split(
    ","
)
TAGS = """
nieuwsbrief,wijkfestival 2025,open huis,muzikantendag,kenniscafé,sociëteit,klankbord,popkantoor,showcase,jurylid,gastdocent,
heeft eigen ruimte,zoekt ruimte,werkt met ouderen,werkt met kleuters,tweetalig,vervanger,in de cultuurgids,masterclass,fotografie
""".replace("\n", "").split(",")
NOTES = (
    ("phone", "Gebeld over de planning van het voorjaar. Wil graag weer op dinsdagavond, liefst dezelfde ruimte."),
    ("phone", "Vraagt of de piano gestemd kan worden voor de uitvoering. Doorgegeven aan de beheerder."),
    ("mail", "Stuurt de uitgewerkte lesbrief voor groep 5 en 6. Mag zo in het Cultuurmenu."),
    ("mail", "Vraagt naar het uurtarief van komend seizoen. De regeling toegestuurd."),
    ("meeting", "Kennisgemaakt op kantoor. Wil graag in wijken werken waar nog weinig te doen is."),
    ("meeting", "Jaargesprek met de school. Tevreden over de zalen, minder over de verwarming op zaterdag."),
    ("visit", "Langs geweest bij de repetitie. Mooie groep, veel jonge leden erbij sinds de zomer."),
    ("note", "Sleutel van de kast ligt bij de conciërge van de school."),
)
