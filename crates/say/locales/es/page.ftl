page-title = Qué hace el enlace
page-skip = Al contenido
page-languages = Idiomas
page-about = Socio { $partner }. Visto el { $now } ({ $zone }); vuelva a cargar la página para mirar de nuevo.
page-footer = Esta página solo muestra. Las órdenes se escriben en esta máquina, en la carpeta de fieldlink.toml.
page-people = Qué espera a una persona
page-nothing-waits = Nada espera.
page-confirm = Seguimientos por publicar
page-confirm-how = Inicie sesión en PA2, abra cada enlace, revise los seguimientos y publíquelos. Después quite el enlace de la lista:
page-confirm-journals = { $journals ->
    [one] 1 seguimiento, desde { $since }
   *[other] { $journals } seguimientos, desde { $since }
 }
page-uncertain = { $rows ->
    [one] 1 fila cuya respuesta se perdió
   *[other] { $rows } filas cuyas respuestas se perdieron
 }
page-uncertain-how = Mire en PA2 si llegaron y dígalo:
page-refused = { $rows ->
    [one] 1 fila que el servidor rechazó
   *[other] { $rows } filas que el servidor rechazó
 }
page-refused-how = Corrija los registros; un registro que cambió se envía otra vez. Para enviarlos tal como están:
page-held = { $rows ->
    [one] 1 fila retenida
   *[other] { $rows } filas retenidas
 }
page-held-how = Corrija los registros y mire de nuevo:
page-unsent = Avisos que no salieron
page-again = Se intenta de nuevo el { $time }.
page-given-up = Abandonado.
page-row = Fila
page-kind = Clase
page-key = Registro
page-why = Por qué
page-more = … y { $rows } más: fieldlink status
page-schedules = Horarios
page-schedule = Nombre
page-times = Horas
page-next = Próxima ejecución
page-last = Última ejecución
page-watched = Carpeta vigilada { $name }: { $folder }
page-counts = Cuántas filas hay en cada estado
page-runs = Las últimas ejecuciones
page-no-runs = Todavía ninguna.
page-began = Comenzó
page-outcome = Resultado
page-sent = Enviadas
page-held-rows = Retenidas
page-waiting-rows = En espera
page-plans = Planes que esperan aprobación
page-plans-how = Mire el informe que está junto al plan. Una vez aprobado se envía en segundos:
page-plan = { $rows ->
    [one] 1 fila, hecho el { $made }
   *[other] { $rows } filas, hecho el { $made }
 }
page-unanswered = { $rows ->
    [one] 1 fila cuya respuesta se perdió y que se arregla sola
   *[other] { $rows } filas cuyas respuestas se perdieron y que se arreglan solas
 }
page-unanswered-how = Nadie tiene que mirar: el próximo envío vuelve a preguntar. Para no esperarlo:
