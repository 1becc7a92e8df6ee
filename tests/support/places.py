"""One address of each kind of page that visitors see without having bought anything."""

# The page types, which search engines may list.
PAGES = {
    "home": "/",
    "content": "/seminare/",
    "catalogue": "/hefte/",
    "product": "/hefte/feldbuch/",
    "ebook": "/hefte/weit-und-leise/",
    "landing": "/winterkiste/",
    "form-page": "/haus-anfragen/",
    "terms": "/agb/",
    "withdrawal-text": "/widerrufsrecht/",
    "privacy": "/datenschutz/",
    "imprint": "/impressum/",
    "shipping": "/zahlung-und-versand/",
    "accessibility": "/barrierefreiheit/",
}
# With these every block that editors have is seen.
BLOCKS = {
    "questions": "/fragen/",
    "form": "/manuskripte/",
    "article": "/magazin/sieben-sekunden/",
    "people": "/menschen/",
    "magazine": "/magazin/",
    "contact": "/kontakt/",
}
# Made for one visitor: no search engine lists them.
SERVICES = {
    "basket-empty": "/warenkorb/",
    "checkout": "/kasse/?a=E-1001",
    "checkout-goods": "/kasse/?a=E-1001&n=1&a=W-2001&n=2",
    "catalogue-filtered": "/hefte/?art=book&sortierung=preis",
    "catalogue-empty": "/hefte/?art=calendar&preis=0-1",
    "search": "/suche/?q=Brot",
    "search-empty": "/suche/?q=Quastenflosser",
    "withdrawal": "/widerruf/",
    "login": "/konto/login/",
    "password-reset": "/konto/password/reset/",
}
