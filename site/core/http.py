from django.http import HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """After a POST: go and look there, with GET (RFC 9110, 15.4.4)."""

    status_code = 303
