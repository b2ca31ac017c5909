plan-title = Plan para el socio { $partner } en { $profile }, reporte de { $period }
plan-nothing-sent = No se envió nada. `fieldlink send` envía lo nuevo y lo cambiado.
send-title = Enviado para el socio { $partner } a { $profile }, reporte de { $period }
send-line = { $kinds }: { $sent } enviados, { $refused } rechazados, { $left } sin enviar
send-loan = préstamo { $loan }: { $details } ({ $code })
send-row = fila { $row } ({ $key }): { $message }
send-open = abra para revisar y publicar: { $url }
send-stopped = Detenido: { $message }
next = Qué hacer: { $next }
table-records = registros
table-new = nuevos
table-changed = cambiados
table-unchanged = sin cambios
table-held = retenidos
table-waiting = en espera
held-of = Retenidos, { $kinds }
notes-of = Vale la pena mirar, { $kinds }
refused-before = { $rows } { $kinds } fueron rechazados antes y no han cambiado; `fieldlink status` dice por qué, --retry-refused los envía otra vez.
wait-for-person = { $rows } { $kinds } esperan a una persona: vea `fieldlink status`.
and-more = … y { $rows } más (--all los muestra)
status-waiting = Esperan a una persona: mire en PA2 si llegaron y luego `fieldlink resolve ROW --arrived` o `--not-arrived`
status-refused = Rechazados por el servidor
status-held = Retenidos en el último envío
status-row = fila { $row }, { $kind } { $key }
status-inbox = { $links ->
    [one] 1 enlace por abrir: vea `fieldlink inbox`.
   *[other] { $links } enlaces por abrir: vea `fieldlink inbox`.
 }
inbox-empty = Nada espera confirmación.
inbox-how = Inicie sesión en PA2, abra cada enlace, revise los seguimientos y publíquelos:
inbox-line = { $journals ->
    [one] 1 seguimiento, desde { $since }
   *[other] { $journals } seguimientos, desde { $since }
 }
inbox-done = (hecho)
inbox-then = Cuando uno esté hecho: fieldlink inbox done URL
doctor-ok = bien
doctor-problem = PROBLEMA
doctor-next = qué hacer: { $next }
doctor-well = Todo está bien. `fieldlink plan` muestra lo que se enviaría.
watch-reading = leyendo { $kinds }
watch-read = { $rows } filas leídas de { $kinds }
watch-asking-configuration = pidiendo la configuración a la Partner API
watch-asking-loans = pidiendo los préstamos a la Partner API
watch-recovering = retomando { $rows } { $kinds } de una ejecución interrumpida
watch-sending = enviando { $kinds }
probe-title = Socio { $partner } en { $place }
probe-fact = hecho
probe-assumed = supuesto
probe-found = hallado
probe-as-assumed = como se supone
probe-differs = DIFIERE
probe-not-asked = no se pudo preguntar
probe-sum = { $same } como se supone, { $differ } difieren, { $unasked } no se pudieron preguntar
table-suspicious = sospechosos
suspicious-of = Sospechosos, { $kinds }
wait-for-run = { $rows } { $kinds } esperan otra ejecución: --limit.
inbox-due = VENCIDO: espera desde hace { $days } días
send-row-again = fila { $row } ({ $key }): { $message }; el próximo envío vuelve a preguntar por sí mismo
wait-for-answer = { $rows } { $kinds } perdieron su respuesta; el próximo envío vuelve a preguntar por sí mismo.
status-unanswered = Perdieron su respuesta; nadie tiene que mirar, el próximo `fieldlink send` vuelve a preguntar por sí mismo
status-plan = Un plan con { $rows } filas espera aprobación: fieldlink approve { $file } --by NOMBRE
profile-production = { $name } (producción)
send-ask = Esto envía para el socio { $partner } a { $profile }. Lo que se envía allí lo ven los prestamistas.
send-ask-rows = { $rows ->
    [one] Esto envía 1 fila
   *[other] Esto envía { $rows } filas
 } para el socio { $partner } a { $profile }. Lo que se envía allí lo ven los prestamistas.
send-ask-name = Escriba el nombre del perfil para continuar:
send-not-moved = se envió, pero lo que corresponde a { $file } no se puede apartar ({ $why }); `fieldlink run` lo intenta otra vez
init-ask-partner = Su número de socio en Kiva (vacío: más tarde)
init-ask-number = un número mayor que cero, por favor
init-ask-where = ¿Dónde están sus registros?
    {"  "}un archivo (.csv, un libro de Excel, .db), una URL postgres:// o mysql://,
    {"  "}`push` para un complemento o una macro que los envía, `none` para un libro nuevo
init-ask-source = Fuente (vacío: más tarde)
init-ask-client = Archivo del cliente de la API, como lo escribe `fieldlink pa2 client create --json` (vacío: más tarde)
init-wrote = Se escribió { $file }.
init-secret = El secreto del cliente está en { $file }, que solo usted puede leer.
init-queries = Contiene consultas; léalas, ahora son suyas.
init-push = Recibe registros con los nombres usuales; `fieldlink receive key new NAME` crea una clave.
init-unlike = Ninguna tabla de la fuente parece contener préstamos, pagos o seguimientos; complete usted las columnas.
init-proposed = Columnas propuestas para: { $sections }. Revise cada línea: son suposiciones.
init-next-template = Qué hacer: `fieldlink template kiva.xlsx --append` escribe un libro para llenar.
init-next = Qué hacer: léalo, luego ejecute `fieldlink doctor` y `fieldlink map`.
init-next-secret = Qué hacer: léalo, ponga el identificador y el secreto del cliente, luego ejecute `fieldlink doctor`.
map-survey = { $kinds }: { $records ->
    [one] 1 registro
   *[other] { $records } registros
 }, de ellos sirven { $fit }
map-column = columna { $column }
map-what = : { $what }
map-first = , primero en { $place }
map-more = … y { $rows } más (--json los tiene todos)
map-next = `fieldlink map --explain ROW` muestra cómo un registro se convierte en su JSON; `fieldlink plan` aplica también las reglas de Kiva.
map-photo = foto { $photo }: se lee y se reduce cuando sale el borrador
map-would-send = se enviaría:
map-would-not = no se enviaría nada:
map-constant = (constante)
map-empty = (vacío)
template-wrote = Se escribió { $file }, con { $activities } actividades, { $themes } campañas de préstamo y { $locations } ubicaciones para elegir.
template-added = Se añadió a { $file } la parte que lo lee.
template-next = Qué hacer: llénelo, escriba yes en Send donde una fila está completa, y ejecute `fieldlink plan`.
template-add = Añada esto a { $file }:
receive-listens = El receptor escucha en http://{ $address }; su descripción está en http://{ $address }/openapi.json
receive-revoked = La clave de { $name } ya no abre nada.
receive-hook = La dirección del web hook, que se muestra solo esta vez:
receive-hook-length = Fineract guarda { $longest } caracteres de ella: el nombre de esta máquina, con el puerto, puede tener { $left }.
receive-key = La clave de { $name }, que se muestra solo esta vez:
receive-key-use = El emisor la pone en cada solicitud: Authorization: Bearer KEY
receive-no-keys = Ningún emisor tiene una clave. `fieldlink receive key new NAME` crea una.
receive-key-records = { $name }: registros, desde { $day }
receive-key-hook = { $name }: web hook, desde { $day }
receive-key-revoked = , revocada { $day }
receive-newest = , el más nuevo de { $when }
receive-count = { $sheet }: { $rows ->
    [one] 1 registro
   *[other] { $rows } registros
 }
receive-hints = avisos que esperan ser atendidos: { $hints }
help-usage = Uso:
help-commands = Órdenes
help-options = Opciones
help-arguments = Argumentos
help-values = valores posibles
help-default = por defecto
failure-next = qué hacer:
init-open = Una tabla se ve como abajo, pero el Loan ID o el monto no es seguro: su sección está escrita como comentario, para que usted decida.
init-seen = [{ $section }], de { $table }:
init-seen-file = [{ $section }]:
init-field = campo
init-column = su columna
init-values = primeros valores
init-certainty = certeza
init-sure = segura
init-perhaps = quizás: escrita como comentario
init-left-open = abierto: ninguna columna se le parece
init-unused = Columnas no usadas: { $columns }
init-elsewhere = { $table } tiene los nombres de sus columnas en la fila { $row }, y `header_row` vale para toda una fuente: dele una fuente propia.
rows-alike = { $rows } filas: { $said }
rows-such-as = como { $places }; y { $more } más (--all las muestra)
