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
inbox-how = Inicie sesión en PA2, abra cada enlace, revise los diarios y publíquelos:
inbox-line = { $journals ->
    [one] 1 diario, desde { $since }
   *[other] { $journals } diarios, desde { $since }
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
