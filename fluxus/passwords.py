"""Django's password rules, told in the words of this house."""

from django.contrib.auth import password_validation


class UnlikeYourself(password_validation.UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self) -> str:
        return "Dit wachtwoord lijkt te veel op je naam of e-mailadres."

    def get_help_text(self) -> str:
        return "Niet je naam of e-mailadres."


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Dit wachtwoord is te kort. Neem minstens {self.min_length} tekens."

    def get_help_text(self) -> str:
        return f"Minstens {self.min_length} tekens."


class Uncommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return "Dit wachtwoord gebruiken veel mensen. Kies een ander."

    def get_help_text(self) -> str:
        return "Geen wachtwoord dat veel mensen gebruiken."


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_error_message(self) -> str:
        return "Dit wachtwoord bestaat alleen uit cijfers. Neem ook letters."

    def get_help_text(self) -> str:
        return "Niet alleen cijfers."
