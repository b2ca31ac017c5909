wrong-error = erreur :
wrong-more = Pour en savoir plus, essayez '--help'.
wrong-tip = conseil :
wrong-unknown = l'argument '{ $argument }' n'était pas attendu
wrong-command = il n'y a pas de commande '{ $argument }'
wrong-no-command = '{ $argument }' demande une autre commande, et aucune n'est donnée
wrong-commands = commandes
wrong-missing = il manque ces arguments :
wrong-no-value = '{ $argument }' demande une valeur, et aucune n'est donnée
wrong-value = '{ $value }' ne convient pas à '{ $argument }'
wrong-twice = l'argument '{ $argument }' ne se donne qu'une fois
wrong-together = l'argument '{ $argument }' ne va pas avec '{ $other }'
wrong-too-many = la valeur '{ $value }' est de trop pour '{ $argument }'
wrong-too-few = '{ $argument }' demande au moins { $wanted } valeurs, { $given } sont données
wrong-number = '{ $argument }' demande { $wanted } valeurs, { $given } sont données
wrong-no-equals = la valeur de '{ $argument }' se donne avec un signe égal
wrong-no-text = un argument n'est pas du texte en UTF-8
wrong-near-command = { $count ->
    [one] il y a une commande proche : { $names }
   *[other] il y a des commandes proches : { $names }
 }
wrong-near-argument = { $count ->
    [one] il y a un argument proche : { $names }
   *[other] il y a des arguments proches : { $names }
 }
wrong-near-value = { $count ->
    [one] il y a une valeur proche : { $names }
   *[other] il y a des valeurs proches : { $names }
 }
wrong-as-value = pour donner '{ $name }' comme valeur, écrivez '{ $instead }'
wrong-remove = il y a une commande '{ $name }' : pour l'utiliser, enlevez le '--' qui la précède
wrong-exists = il y a bien '{ $name }'
help-some-options = OPTIONS
help-some-command = COMMANDE
wrong-no-number = un nombre entier est attendu
wrong-no-month = un mois est attendu, comme 2026-10
wrong-no-address = une adresse avec son port est attendue, comme 127.0.0.1:8080
wrong-no-length = une durée est attendue, comme 30d, 12h, 2w ou 90m
wrong-no-moment = un jour ou un moment est attendu, comme 2026-12-01 ou 2026-12-01T18:00:00Z
wrong-known = il y a { $known }
