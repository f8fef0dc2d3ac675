"""Dutch roepnamen and the names they are short for; each line is one name in its common forms."""

FORMS = """
    johannes jan hans johan joop jo
    cornelis kees cor nelis cees
    wilhelmus willem wim wil willy
    wilhelmina mien mina wil willy willie wilma
    johanna jo jopie joke hanna hannie anna janna
    hendrik henk rik henri
    hendrika riek rika henny hennie ria
    antonius anton ton toon antoon tony
    antonia toos tonny tonnie
    petrus piet peter pieter
    petronella nel nelly ella petra
    gerardus gerard gerrit ger
    geertruida truus geertje trudy geer truida gerda
    jacobus jaap koos jacob sjaak cobus
    jacoba coba co
    adrianus adriaan arie ad adri janus
    adriana adri jana
    theodorus theo dorus
    theodora thea dora
    franciscus frans franc sjef
    francisca cisca fransje
    maria marie ria mia rie mieke marja maaike miep
    elisabeth els elly bets betsy liesbeth lies elsje bep ellie
    catharina trijn rina toos karin catrien tineke trien katrien ina
    margaretha greet margriet grietje gre marga greta
    alida aly lida ali
    alexander alex sander lex xander
    alexandra alex sandra
    nicolaas nico klaas niek
    mattheus matthijs thijs theo matheus
    bernardus bernard ben bert
    bernhard ben bernard
    albertus bert albert ab
    lambertus bert bertus lammert
    hubertus bert huub huib
    robertus rob robert bert
    josephus jos jozef joseph sjef joost
    leonardus leo leon leendert
    martinus martin maarten tinus mart
    michael michel michiel maikel mike
    christiaan chris christian kris
    christina tina stien christien chris
    dirk dick diederik dik
    rudolf ruud rolf rudi
    frederik frits freek fred rik
    lodewijk louis lode
    laurentius laurens lau rens
    gijsbertus gijs gijsbert bert
    sebastiaan bas bastiaan
    eduard ed edward eddy
    susanna suzanne suus suze sanne susanne
    mohammed mohamed mo muhammad mohammad
    thomas tom
    benjamin ben
    samuel sam
    daniel daan
    jeroen hieronymus
    elizabeth els liesbeth elly lisa
    anna anneke ans an annie anja
    rebecca becky bec
"""


def folded_forms() -> dict[str, frozenset[int]]:
    """Name → the lines on which it stands."""
    lines: dict[str, set[int]] = {}
    for number, line in enumerate(FORMS.strip().splitlines()):
        for form in line.split():
            lines.setdefault(form, set()).add(number)
    return {form: frozenset(numbers) for form, numbers in lines.items()}


LINES = folded_forms()


def are_forms_of_one_name(one: str, other: str) -> bool:
    """Whether two folded given names are short for the same name."""
    return bool(LINES.get(one, frozenset()) & LINES.get(other, frozenset()))
