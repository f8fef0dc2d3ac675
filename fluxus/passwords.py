"""Django's password rules, told in the words of this house."""

from django.contrib.auth import password_validation


class UnlikeYourself(password_validation.UserAttributeSimilarityValidator):
    def get_help_text(self) -> str:
        return "Niet je naam of e-mailadres."


class LongEnough(password_validation.MinimumLengthValidator):
    def get_help_text(self) -> str:
        return f"Minstens {self.min_length} tekens."


class Uncommon(password_validation.CommonPasswordValidator):
    def get_help_text(self) -> str:
        return "Geen wachtwoord dat veel mensen gebruiken."


class NotOnlyDigits(password_validation.NumericPasswordValidator):
    def get_help_text(self) -> str:
        return "Niet alleen cijfers."
