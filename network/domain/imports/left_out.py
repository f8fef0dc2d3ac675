"""Columns that are known and left out on purpose, so that nothing guesses at what stands in them."""

from network.domain.imports.fields import plain

LEFT_OUT = frozenset(
    plain(word)
    for word in """
    fax|fax op werk|fax thuis|andere fax|faxnummer|business fax|home fax|other fax|work fax|fax number|pager|pager number|telex|isdn
    |radiotelefoon|teksttelefoon|autotelefoon|terugbellen|telefoon assistent|naam assistent|naam manager|assistant's phone
    |assistant's name|manager's name|callback|car phone|radio phone|tty/tdd phone|e-mailtype|e-mail type|e-mail label
    |phone label|phone type|address label|address type|address formatted|website label|e-mail, weergegeven naam
    |organisatie-id|organizational id number
    |account|adreslijstserver|directory server|factuurgegevens|factuurinformatie|billing information|gebruiker|user|hobby|hobby's
    |interne beschikbaarheidsinfo|internet beschikbaarheidsinfo|vrij/bezet-info op internet|internet free busy|kantoorlocatie
    |office location|kinderen|children|locatie|location|partner|spouse|prioriteit|priority|privé|priv|private|referentie van
    |verwezen door|referred by|reisafstand|mileage|speciale datum|anniversary|taal|language|verjaardag|birthday|geboortedatum
    |geboren|geb datum|date of birth|birth day|birth month|birth year|beroep|profession|gevoeligheid|sensitivity|photo|foto
    |achtervoegsel|suffix|name suffix|bijnaam|nickname|werkadres, provincie|huisadres, provincie|ander adres, provincie
    |provincie|business state|home state|other state|address region|address extended address|address po box|postbus
    |werkadres, postbusnummer|huisadres, postbusnummer|ander adres, postbusnummer|business address po box|home address po box
    |other address po box|phonetic first name|phonetic middle name|phonetic last name|yomi name|given name yomi
    |family name yomi|additional name yomi|maiden name|short name|event label|event value|custom field label|custom field value
    |relation label|relation value|organization type|organization yomi name|organization symbol|organization location
    |organization job description|occupation|subject|billing information|directory server|ander adres|naamgebruik
    |partner_voorvoegsel|partner_geslachtsnaam|straatnaam correspondentieadres|huisnummer-toevoeging correspondentieadres
    |postcode correspondentieadres|plaatsnaam correspondentieadres|gemeentenummer|gemeentenaam|denominatie|onderwijsstructuur
    |nodaal gebied code|nodaal gebied naam|rpa-gebied code|rpa-gebied naam|wgr-gebied code|wgr-gebied naam|coropgebied code
    |coropgebied naam|onderwijsgebied code|onderwijsgebied naam|rmc-regio code|rmc-regio naam|lat|lon|wijk|wijknaam|wijkcode
    |buurtcode|buurtnaam|leerlingen|duo type|gemeente code|business street 2|business street 3|home street 2|home street 3
    |other street 2|other street 3|werkadres 2, straat|werkadres 3, straat|huisadres, straat 2|huisadres, straat 3
    |ander adres, straat 2|ander adres, straat 3|werkadres, straat 2|werkadres, straat 3|adres 2|leeftijd|age|uurtarief|klas
    """.split("|")
)
