import phonenumbers


def international(phone: str, country: str) -> str:
    """As one dials and reads it from anywhere: +49 30 23125120. What is no number stays as it was typed."""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
