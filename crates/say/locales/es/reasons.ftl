# Motivos del plan, por el nombre de su regla. Lo que falta aquí se dice en inglés.
reason-ambiguous-location = varias ubicaciones se llaman así: escriba «{ $one }» o «{ $other }»
reason-missing-in-source = Kiva tiene el préstamo { $loan } (ID de Kiva { $kiva_id }) como { $status }, y sus registros no lo mencionan; lo que no se reporta se cobra según el calendario
reason-loan-not-found = Kiva no tiene ningún préstamo con este Loan ID en pago ni en incumplimiento; si la fuente tiene también otros préstamos, ponga `ignore_other_loans = true`; un título, un total o una línea de página no es un registro
reason-loan-id-repeated = este Loan ID aparece en { $count } filas; nadie puede saber cuál vale
reason-journal-repeated = este seguimiento aparece en { $count } filas; si son seguimientos distintos, ponga `columns.id`
reason-amount-decreased = el monto es menor que la última vez{ $last ->
    [none] {""}
   *[other] , { $last }
 }; si es correcto, ponga el Loan ID en `repayments.checked`
reason-amount-exceeds-principal = el monto supera el capital del préstamo
reason-amount-is-outstanding = el monto es igual a los { $outstanding } pendientes tras el último reporte, y debería ser el capital pagado hasta ahora; si es correcto, ponga el Loan ID en `repayments.checked`
reason-amount-invalid = no es un monto como 1250.50; ponga `format = "1,234.56"` (o "1.234,56") para decir cómo se escriben los montos
reason-amount-missing = el monto está vacío; un préstamo sin pagos tiene el monto 0
reason-number-invalid = no es un número entero
reason-date-invalid = no es una fecha como se espera ({ $format }); ponga `format` para fechas escritas de otro modo
reason-date-missing = falta la fecha
reason-gender-invalid = no es female, male ni unknown; diga qué significa con `values = {"{"} … = "female" {"}"}`
reason-flag-invalid = ni sí ni no; diga qué significa con `values = {"{"} … = "yes" {"}"}`
reason-id-missing = falta el { $what }
reason-key-missing = falta el Loan ID que une esta fila
reason-client-mismatch = el préstamo con este Loan ID tiene otro Client ID
reason-members-missing = es un préstamo grupal, pero ningún prestatario nombra su Loan ID; ponga [loan_drafts.members], o `group_by` si cada fila es un prestatario
reason-photo-missing = falta la foto
reason-too-large = no se envió: esta sola ocupa { $size } KB, y el servidor, o un proxy intermedio, no acepta solicitudes de ese tamaño; puede ayudar una foto más pequeña o un texto más corto, o que quien lo administra suba el límite
reason-photo-unusable = la foto no se puede usar
reason-photo-path = {"{"}{ $name }{"}"} no puede ser parte de la ruta de la foto
reason-loan-unreadable = Kiva muestra este préstamo con un precio o una moneda que no se pueden leer
reason-changed-after-sending = se envió{ $reference ->
    [none] {""}
   *[other] {" "}como { $reference }
 } y ha cambiado desde entonces; corríjalo en PA2 o ponga `resend_changed = true` para enviarlo otra vez
reason-answer-lost = se perdió la respuesta; mire en PA2 y dígalo con `fieldlink resolve`
reason-interrupted = el enlace fue interrumpido al enviar esto; mire en PA2 y dígalo con `fieldlink resolve`
reason-value-unreadable = no se puede leer el valor: { $why }
reason-held-by-person = { $by } lo retiene: { $why }; `fieldlink ledger hold ROW --release` lo suelta
reason-group-rows-disagree = es uno para todo el grupo, y la fila { $row } dice otra cosa; póngalas iguales
reason-not-repayable-status = Kiva no tiene este préstamo en pago ni en incumplimiento
reason-duplicate-row = este préstamo está en varias filas del mismo envío; vale la última
reason-not-eligible-yet = su organización informa un préstamo unos meses después de su desembolso, y aún no han pasado
reason-already-final = el reporte de este mes es definitivo: no se le puede agregar nada
reason-nothing-to-send = no hay nada que enviar
fault-bytes = no es texto; conviértalo en la consulta (las fotos se leen con [loan_drafts.photos])
fault-no-date = una fecha que no está en ningún calendario
fault-money = un `money` demasiado grande para leerlo con exactitud; conviértalo en la consulta: CAST(… AS decimal(19, 4))
fault-formula = muestra un error; corrija la fórmula, o la celda que mira
fault-no-value = aquí hay una fórmula cuyo resultado no está guardado; abra el libro en Excel o LibreOffice, deje que calcule y guárdelo
fault-digits = un número de más de 15 cifras, de las que un libro guarda solo 15; dé a la columna el formato de texto y escríbalo otra vez
fault-not-number = no es un número
fault-short = la fila acaba antes de esta columna
reason-amount-ambiguous = puede ser { $thousands } o { $decimals }: ¿la marca antes de tres cifras separa miles o decimales? `format = "{ $between }"` lee { $thousands }, `format = "{ $before }"` lee { $decimals }
reason-amount-currency = el monto está escrito en { $written }, y el préstamo es en { $theirs }
reason-date-ambiguous = puede ser { $one } (primero el día) o { $other } (primero el mes); ponga `format`, como "%d/%m/%Y" o "%m/%d/%Y"
reason-date-short-year = el año tiene dos cifras, y `format` dice cuatro; `format = "{ $format }"` lee 69 a 99 como 19xx y 00 a 68 como 20xx
reason-id-destroyed = una hoja de cálculo redondeó este ID a un número como 2.5E+11 y sus últimas cifras se perdieron; dé a la columna formato de texto y expórtela otra vez
reason-id-is-date = el libro convirtió este ID en una fecha; dé a la columna formato de texto y escriba el ID otra vez
reason-id-with-unseen-signs = este ID tiene signos que nadie ve ({ $signs }); quítelos en la fuente, o ponga `trim = "ends"` en la columna
reason-loan-id-nearly = Kiva no tiene este Loan ID, pero sí «{ $kivas }»: solo se distinguen por signos que nadie ve{ $signs ->
    [none] {""}
   *[other] {" "}({ $signs })
 }, por espacios o por ceros; corríjalo en la fuente, o ponga `trim = "ends"` en la columna
reason-row-unreadable = no se puede leer la fila: { $why }
reason-text-encoded-twice = las letras se codificaron dos veces: donde debía ir una letra hay Ã o Â y otro signo; expórtelo otra vez en UTF-8 sin abrirlo antes con otro programa
reason-text-with-zero-byte = tiene un byte cero, que no es ninguna letra; la exportación lo dañó
reason-text-is-bytes = son bytes escritos en cifras hexadecimales, y no texto; elija otra columna, o conviértalo en la consulta
fault-narrow = su columna era demasiado angosta para mostrarlo al exportar; ensánchela y exporte otra vez
fault-float = un FLOAT del que el servidor solo muestra seis cifras; conviértalo en la consulta: CAST(… AS DECIMAL(18, 2))
fault-quotes = hay una comilla dentro de un campo entre comillas: allí debe ir doble (""); si lleva una barra invertida delante, la exportación usa un modo que no se lee
fault-open-quote = en esta fila se abre una comilla y no se cierra, y nadie puede decir dónde termina; ciérrela, o escríbala doble si es parte del texto
fault-backslash = la fila termina en una barra invertida: la exportación parte así las líneas, y el resto de la fila está en la línea siguiente; exporte con comillas
fault-short-row = la fila tiene menos campos que columnas el encabezado, y nadie puede decir cuáles faltan; un título, una línea de página o un total no es un registro
fault-long-row = la fila tiene más campos que columnas el encabezado: un campo que contiene el delimitador debe ir entre comillas
fault-header-again = esta fila repite el encabezado, como en una página nueva; no es un registro
fault-other-table = encima de esta fila, o en ella, están los encabezados de otra tabla; ponga cada tabla en su propio archivo
reason-unknown-near = el socio no tiene { $what } con este nombre; ¿quiso decir «{ $near }»?
reason-unknown = el socio no tiene { $what } con este nombre; { $known ->
    [none] no tiene ninguno
   *[other] tiene { $known }
 }
reason-amount-is-outstanding-told = el monto es igual a los { $outstanding } que la fuente da como pendientes, y debería ser el capital pagado hasta ahora; si es correcto, ponga el Loan ID en `repayments.checked`
reason-amount-unlike = no es un monto escrito como { $format }
reason-amounts-too-large = los montos de este día son demasiado grandes para sumarlos
reason-rate-invalid = no es una tasa en porcentaje como 24 o 24.5%
reason-members-missing-there = es un préstamo grupal, pero ningún prestatario nombra su Loan ID en la columna clave de [loan_drafts.members]
reason-photo-path-needs = la ruta de la foto necesita {"{"}{ $name }{"}"}, que está vacío
reason-photo-query-needs = la consulta de la foto necesita :{ $name }, que está vacío
reason-amount-currency-of-draft = el monto está escrito en { $written }, y el borrador es en { $theirs }
sort-activity = actividad
sort-theme = campaña de préstamo
sort-language = idioma
sort-location = ubicación
sort-currency = moneda
