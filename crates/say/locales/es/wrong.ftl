wrong-error = error:
wrong-more = Para saber más, pruebe '--help'.
wrong-tip = sugerencia:
wrong-unknown = el argumento '{ $argument }' no se esperaba
wrong-command = no hay ninguna orden '{ $argument }'
wrong-no-command = '{ $argument }' necesita otra orden, y no se dio ninguna
wrong-commands = órdenes
wrong-missing = faltan estos argumentos:
wrong-no-value = '{ $argument }' necesita un valor, y no se dio ninguno
wrong-value = '{ $value }' no vale para '{ $argument }'
wrong-twice = el argumento '{ $argument }' solo se puede dar una vez
wrong-together = el argumento '{ $argument }' no se puede dar junto con '{ $other }'
wrong-too-many = el valor '{ $value }' sobra en '{ $argument }'
wrong-too-few = '{ $argument }' necesita { $wanted } valores como mínimo, y se dieron { $given }
wrong-number = '{ $argument }' necesita { $wanted } valores, y se dieron { $given }
wrong-no-equals = el valor de '{ $argument }' se da con un signo igual
wrong-no-text = algún argumento no es texto en UTF-8
wrong-near-command = { $count ->
    [one] hay una orden parecida: { $names }
   *[other] hay órdenes parecidas: { $names }
 }
wrong-near-argument = { $count ->
    [one] hay un argumento parecido: { $names }
   *[other] hay argumentos parecidos: { $names }
 }
wrong-near-value = { $count ->
    [one] hay un valor parecido: { $names }
   *[other] hay valores parecidos: { $names }
 }
wrong-as-value = para dar '{ $name }' como valor, escriba '{ $instead }'
wrong-remove = hay una orden '{ $name }': para usarla, quite el '--' que la precede
wrong-exists = sí hay '{ $name }'
help-some-options = OPCIONES
help-some-command = ORDEN
wrong-no-number = se espera un número entero
wrong-no-month = se espera un mes, como 2026-10
wrong-no-address = se espera una dirección con su puerto, como 127.0.0.1:8080
wrong-no-length = se espera un tiempo, como 30d, 12h, 2w o 90m
wrong-no-moment = se espera un día o un momento, como 2026-12-01 o 2026-12-01T18:00:00Z
wrong-known = hay { $known }
