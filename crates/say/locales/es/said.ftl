# Errores y consejos del enlace, por su nombre o por sus primeras palabras en inglés. Lo que falta aquí se dice en inglés.
run-columns = a la fuente { $source } le falta la columna { $names } de [{ $section }]
run-cursor = { $origin }: `incremental` se guía por la columna { $column }, que debe tener en cada fila un número entero o una fecha; aquí tiene «{ $value }»
run-none-meant = [{ $section }] tiene { $rows ->
    [one] 1 fila, y no cumple
   *[other] { $rows } filas, y ninguna cumple
 } `when` ({ $when })
run-no-such-row = { $kind }: no hay ninguna fila «{ $wanted }»{ $left_out ->
    [none] {""}
   *[other] {" "}({ $left_out })
 }
api-credentials = las credenciales no son válidas: { $message }
api-permission = el cliente no puede hacer esto: { $message }
api-busy = el servidor pide esperar: { $message }
api-unreachable = no se llega al servidor: { $message }
api-certificate = { $message }: su certificado no se acepta; está firmado por alguien que esta máquina no conoce, está vencido o es de otro nombre
api-uncertain = se perdió una respuesta: { $message }
api-unanswered = se perdió una respuesta, y el próximo envío vuelve a preguntar: { $message }
api-address = el servidor no conoce esta dirección: { $message }
api-server = el servidor tuvo un fallo: { $message }
api-settings = los ajustes no sirven: { $message }
api-refusing = el servidor rechaza una fila tras otra: { $message }
api-stopped = se pidió parar; lo que se había enviado está guardado ({ $message })
run-needs-approval = el perfil { $profile } solo envía un plan que alguien aprobó
run-guards = detenido por [guards] antes de enviar nada: { $guards }
run-mixed-up = el perfil { $profile } es de producción, pero { $found }
run-first-run = nunca se ha enviado nada con el perfil { $profile }: la primera vez es un plan aprobado de { $most ->
    [one] 1 fila
   *[other] { $most } filas
 } como máximo
run-back = { $by } retiró el perfil { $profile }: { $why }
run-clock = el reloj de la máquina dice { $now }, pero el último envío con este libro fue el { $last }
run-server-clock = el reloj de la máquina dice { $now }, pero el del servidor dice { $theirs }
run-locks = no se puede preguntar al servidor del libro quién más está enviando
spool-file = no se puede guardar lo leído en la carpeta de archivos temporales, { $folder }
spool-broken = lo que se guardó en la carpeta de archivos temporales no es lo que se lee ahora
run-report = no se puede escribir el informe: { $why }
run-nothing-scheduled = fieldlink.toml no tiene [[schedule]], ni [watch], ni `receive` en [run]: no hay nada que hacer por sí solo
run-nothing-to-do = fieldlink.toml no tiene [loan_drafts], [repayments] ni [journals] que hacer en esta ejecución
config-unreadable = no se puede leer la configuración { $file }; `fieldlink init` escribe una para empezar
config-invalid = { $file }{ $line ->
    [none] {""}
   *[other] , línea { $line }
 }: { $key ->
    [none] {""}
   *[other] { $key }:{" "}
 }{ $message }
config-no-such-profile = { $file }: { $wanted ->
    [none] nombre un perfil con --profile, o ponga `default_profile`
   *[other] no hay ningún perfil `{ $wanted }`
 }; el archivo tiene { $known }
config-missing = { $key }: { $message }
source-unknown = no hay [source.{ $source }]
source-no-url = fuente { $source }: la variable de entorno { $variable }, que debe contener la URL de la base de datos, no está definida
source-secret = fuente { $source }: { $why }
source-connect = fuente { $source }: { $why }
source-pushed = fuente { $source }: no se pueden leer los registros recibidos
source-query = fuente { $source }: la consulta de [{ $section }] falló tras { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
 }{ $why ->
    [none] {""}
   *[other] ; { $why }
 }
source-refused = fuente { $source }: la consulta de [{ $section }] no se hace: { $why }
source-may-write = fuente { $source }: { $why }; use una cuenta que solo lea, o acepte esta: `accept_writing_account = "{ $account }"` en [source.{ $source }]
account-writes = la cuenta { $account } puede hacer más que leer, y esta base de datos no tiene una transacción que se lo impida
account-unknown = no se puede saber por esta base de datos si la cuenta { $account } puede hacer más que leer
source-too-slow = fuente { $source }: la consulta de [{ $section }] tardó más de { $seconds } s; suba `timeout_seconds` o acótela
source-value = fuente { $source } ({ $table }), fila { $row }, columna { $column }: { $why }
source-file = fuente { $source }: no se puede leer { $file }
source-shape = fuente { $source }, { $file }: { $why }
source-http = fuente { $source }: la petición de [{ $section }] { $why }
source-not-built = fuente { $source }: este programa se hizo sin { $what }
source-broke-down = la lectura se interrumpió; quizás el archivo está dañado: ábralo, guárdelo de nuevo y cópielo otra vez
source-empty = la fuente { $source } no tiene filas para [{ $section }]; de una fuente vacía no se planea nada, porque suele estar rota (`allow_empty = true` en [{ $section }] si es lo que se quiere)
ledger-no-url = { $place } debe contener la URL del libro y no se puede leer
ledger-unreachable = no se puede abrir el libro { $place }
ledger-tables = no se pueden actualizar las tablas del libro { $place }
ledger-lock-file = no se puede crear el archivo de bloqueo { $file }
ledger-in-use = otro fieldlink está enviando con el libro { $place }; espere a que termine (dos a la vez podrían enviar una fila dos veces)
ledger-lock = no se puede bloquear el libro { $place }
ledger-statement = no se pudo leer o escribir el libro
ledger-full = no se pudo leer o escribir el libro: su disco está lleno
ledger-memory = no se pudo leer o escribir el libro: a su servidor no le queda memoria
ledger-connections = no se pudo leer o escribir el libro: su servidor no da ninguna conexión
ledger-stopping = no se pudo leer o escribir el libro: su servidor se está deteniendo, o aún no está listo
ledger-away = no se pudo leer o escribir el libro: su servidor no responde
ledger-unanswered = no se sabe si el libro lo guardó
ledger-no-place = lo que debería contener la URL del libro no es una URL postgres://
ledger-corrupt = la fila { $row } del libro tiene un { $column } ilegible
ledger-moved = { $expected } filas del libro debían cambiar y solo { $moved } pudieron: alguien más cambió el libro
ledger-no-such-row = el libro no tiene ninguna fila { $row } de este perfil
ledger-key-exists = el emisor { $name } ya tiene una clave; elija otro nombre
ledger-no-such-key = ningún emisor { $name } tiene una clave que abra algo
ledger-no-key = { $place } debe contener las claves del libro y no se puede leer
ledger-keys = las claves del libro no sirven
ledger-sealed = no se puede leer lo que la fila { $row } del libro guarda para enviar
ledger-not-now = la fila { $row } está en { $state }: { $why }
ledger-no-such-link = la bandeja no tiene el enlace { $url }
plan-file-unreadable = no se puede leer el plan { $file }
plan-file-unwritable = no se puede escribir el plan { $file }
plan-file-no-plan = { $file } no es un plan, o está cortado: { $message }
plan-file-other = el plan es para { $theirs }, y esto es { $ours }
plan-file-tampered = el plan se cambió después de hacerlo, o se hizo con otro libro; solo se envía un archivo que escribió `fieldlink plan --out`
plan-file-false-approval = la aprobación del plan no se hizo con `fieldlink approve`
plan-file-other-config = fieldlink.toml, su entorno o el programa han cambiado desde que se hizo el plan
plan-file-changed = los registros han cambiado desde que se hizo el plan: { $named }{ $more ->
    [0] {""}
   *[other] {" "}y { $more } más
 }
plan-file-no-name = una aprobación necesita un nombre
go-live-no-profile = fieldlink.toml no tiene ningún perfil { $what }
go-live-add-profile = añada [profile.{ $what }]; si las direcciones no lo dicen, con `environment = "{ $what }"`
go-live-several = fieldlink.toml tiene varios perfiles { $what }: { $names }
go-live-no-step = { $step } no es un paso que confirme una persona; esos son { $known }
go-live-no-name = diga quién lo dice
go-live-token = un token con los alcances { $scopes }
go-live-no-section = fieldlink.toml no tiene [{ $section }]
go-live-sent = { $accepted } aceptados, { $refused } rechazados, { $open } inciertos
go-live-links = { $done } de { $all } enlaces están hechos
go-live-switched = nada de [profile.{ $profile }] pertenece a otro entorno
go-live-first-run = { $rows } filas el { $day }, aprobadas por { $by }
doctor-source = fuente { $source } de [{ $section }]
doctor-empty = de una fuente vacía no se planea nada; revísela, o ponga `allow_empty = true` ({ $kind })
doctor-reachable = se alcanza, { $columns ->
    [one] 1 columna, está la nombrada
   *[other] { $columns } columnas, están todas las nombradas
 }{ $how ->
    [none] {""}
   *[other] {" "}({ $how })
 }{ $unused ->
    [none] {""}
   *[other] ; sin usar, y quizás útil: { $unused }
 }
doctor-may-be = { $column } como { $field }
how-csv = codificación { $encoding }; delimitador { $delimiter }
how-csv-below = { $how }; los encabezados están en la línea { $line }
how-workbook = un libro de Excel u otro del tipo { $kind }
how-workbook-sheets = { $how }; se lee la hoja { $read }, y no: { $others }
encoding-mark = { $encoding }, por su marca de orden de bytes
encoding-configured = { $encoding }, como está configurado
encoding-zeros = { $encoding }, por sus bytes cero
encoding-guessed = { $encoding }, supuesta; ponga `encoding` si los nombres se ven mal
connect-sqlite = no se puede abrir { $file }; compruebe que es un archivo de SQLite que este usuario puede leer
connect-no-file = no hay ningún archivo { $file }; revise `path`
connect-refused = { $server } rechaza el usuario o la contraseña; corríjalos en { $place }
connect-no-database = { $server } no tiene esa base de datos, o este usuario no puede usarla; corrija el nombre en { $place }
connect-url = la URL de { $place } no se puede leer; tiene la forma postgres://user:password@host/database o mysql://user:password@host/database, sin jdbc: delante y con usuario y contraseña antes del servidor
connect-nobody = nadie responde en { $server }; revise el servidor y el puerto en { $place }, que la base de datos funcione y que deje entrar a esta máquina
connect-silent = { $server } no responde; revise el servidor y el puerto en { $place }, y que no haya un cortafuegos en medio
connect-unreachable = no se llega a { $server }; revise el servidor y el puerto en { $place }
connect-failed = no se puede conectar con la base de datos en { $server }; revise { $place }
word-tab = tabulador
doctor-has = tiene: { $columns }
doctor-writable = se puede escribir en { $place }
doctor-found = encontrado en { $place }
doctor-without = emitido, pero sin { $scopes }
doctor-offers = { $activities } actividades, { $themes } campañas de préstamo, { $locales } idiomas con moneda, { $locations } ubicaciones
doctor-loans = { $loans } en reembolso
next-approver = diga quién aprueba: --by NOMBRE
next-plan-profile = elija el perfil para el que es el plan
next-plans-folder = compruebe que se puede escribir en la carpeta de planes, `plans` en [run]
next-plan-again = planee otra vez con `fieldlink plan --out FILE` y haga aprobar el plan nuevo
next-approval = `fieldlink plan --out FILE`, que alguien lo mire y ejecute `fieldlink approve FILE --by NOMBRE`, después `fieldlink send --plan FILE`
next-guards = mire `fieldlink plan`; si a pesar de todo es correcto, `fieldlink send --override-guards --by NOMBRE` lo envía por esta vez
next-mixed-up = corrija los ajustes del perfil en fieldlink.toml
next-first-run = `fieldlink plan --limit 10 --out first.json`, `fieldlink approve first.json --by NOMBRE`, después `fieldlink send --plan first.json`; `fieldlink go-live` muestra todos los pasos
next-clock = corrija el reloj: de él sale el mes de un informe; si ahora es correcto, `fieldlink send --clock-is-right`
next-server-clock = corrija el reloj de la máquina (en Linux: timedatectl): de él sale el mes de un informe; si es correcto y el del servidor no, `fieldlink send --clock-is-right`
next-ledger-in-use = espere a que termine y ejecute la orden otra vez
next-spool = haga sitio en la carpeta de archivos temporales, o nombre otra con la variable de entorno TMPDIR, y ejecute la orden otra vez: continúa donde se detuvo
next-ledger-memory = dé más memoria o menos trabajo al servidor del libro y ejecute la orden otra vez: continúa donde se detuvo
next-ledger-connections = compruebe que el servidor del libro está listo, cierre programas que lo usan o suba su max_connections, y ejecute la orden otra vez
next-ledger-away = espere a que el servidor del libro funcione y ejecute la orden otra vez: continúa donde se detuvo
next-ledger-unanswered = haga sitio en el disco del libro, o compruebe que su servidor está bien, y ejecute la orden otra vez: no envía nada dos veces
next-ledger-full = haga sitio en el disco del libro y ejecute la orden otra vez: continúa donde se detuvo y no envía nada dos veces
next-ledger-list = `fieldlink ledger list` muestra las filas que hay y en qué estado están
next-inbox = `fieldlink inbox` muestra los enlaces que hay
next-key-list = `fieldlink receive key list` muestra quién tiene una clave
next-ledger = compruebe que el archivo o servidor del libro está ahí y se puede escribir; lo enviado está en él, y la próxima ejecución continúa desde allí
next-source-empty = mire la consulta y el archivo; si está bien que no haya filas, ponga `allow_empty = true`
next-back = `fieldlink go-live forth --by NOMBRE` le deja enviar otra vez
next-columns = corrija los nombres de columna en fieldlink.toml, o la consulta; en un archivo la primera fila que no está vacía se toma por encabezado: si encima hay títulos, ponga `header_row` en su [source]
next-no-such-row = dé el número de la fila como lo cuenta el archivo o la hoja, o su Loan ID; --kind dice qué sección
next-none-meant = revise cómo se escribe ahora la columna, o ponga `allow_empty = true` en esta sección si es lo que se quiere
next-source-connect = compruebe que la base de datos funciona y que la URL, el usuario y la contraseña son correctos
next-source-file = compruebe que el archivo está entero, cerrado en otros programas y sin contraseña, y ejecute la orden otra vez; no se envió nada
next-source-http = revise `url`, la forma de iniciar sesión y que la API funciona; `fieldlink doctor` le pregunta
next-source-refused = corrija la consulta en fieldlink.toml; no se hizo nada de ella
next-account-reads = pida a los encargados de la base una cuenta que solo pueda hacer SELECT; es lo más seguro en toda base de datos
next-source-query = pruebe la consulta en el cliente de la propia base de datos y corríjala en fieldlink.toml
next-source-value = corrija el valor donde está, o la consulta
next-source = ponga lo que nombra el mensaje; `fieldlink doctor` mira todas las fuentes
next-config = corrija fieldlink.toml como dice el mensaje
next-nothing-scheduled = añada un [[schedule]] con `name` y `cron`, o envíe a mano: `fieldlink send`
word-clock = reloj
word-ledger = libro
word-profile = perfil
word-secret = secreto
word-token = token
word-configuration = configuración
word-loans = préstamos
configuration-file = archivo de configuración
doctor-next-set = póngalo y ejecute `fieldlink doctor` otra vez
doctor-empty-fine = se alcanza; no hay filas, lo que está declarado como correcto
doctor-no-rows = se alcanza, pero no hay filas
doctor-next-database = compruebe que la base de datos funciona, que la URL, el usuario y la contraseña son correctos, y que la consulta va en el cliente de la propia base
doctor-next-sqlite = revise `path` y la consulta
doctor-next-file = revise `path`, y que el archivo esté entero y no abierto en otro programa
doctor-next-http = revise `url`, la forma de iniciar sesión, y que la petición funcione como dice la documentación de la API
doctor-next-push = compruebe que se llega a la base de datos del libro
doctor-next-profile = elija uno con --profile
doctor-next-ledger-url = ponga la variable, o use `ledger.path`
doctor-next-ledger = compruebe que su carpeta existe y se puede escribir, y sus claves
doctor-next-ledger-lock = espere al otro, o mire qué está haciendo
doctor-next-secret = PA2 > Cuenta > Acceso a la API lo muestra al socio
doctor-token-issued = emitido, con todos los alcances necesarios
doctor-next-scopes = pida a Kiva (o a quien administra el PA2) que permita estos alcances al cliente
step-kiva-verified = Kiva ha mirado las pruebas y ha dicho que son correctas
step-trained = El coordinador de Kiva sabe cómo llegan borradores, pagos y seguimientos por la API
step-first-run-seen = El coordinador de Kiva ha visto las primeras filas en PA2 y son correctas
step-stage-token = Stage responde con un token
step-stage-drafts = Stage aceptó borradores de préstamo
step-stage-repayments = Stage aceptó pagos
step-stage-journals = Stage aceptó seguimientos
step-stage-links = Los enlaces de confirmación de Stage se abrieron y están hechos
step-credentials = Las credenciales son las de producción y de nadie más
step-production-token = Producción responde con un token
step-first-run = Un primer envío pequeño, aprobado por una persona, llegó a producción
step-unconfirmed = nadie lo ha confirmado
step-nothing-sent = todavía no se ha enviado nada a producción
history-unsaid = nada dice cuánto tiempo se guarda el historial
next-keep-days = ponga `ledger.keep_days`, o diga --days
maps-nothing = fieldlink.toml todavía no asigna nada
next-init = `fieldlink init --source …` propone una asignación
nothing-sent = no se envió nada
next-type-profile = el nombre escrito no es el del perfil
probe-not-sandbox = --post-test-data es para un sandbox; esta dirección es de Kiva
next-probe = sondéela sin eso, o sirva un PA2 propio: fieldlink pa2 serve
fineract-databases = Fineract guarda sus datos en PostgreSQL o MariaDB
next-fineract-source = dé a --source una URL postgres:// o mysql://, o déjela fuera para usar sus informes
standing-ready = listos para enviar
standing-changed = cambiados después de enviarse, listos para enviar otra vez
standing-reported = ya reportados
standing-refused = rechazados antes y sin cambios desde entonces
standing-waiting = enviados, respuesta perdida
standing-suspicious = monto sospechoso
standing-held = retenidos
standing-missing = faltan en el SIG
standing-unknown = desconocidos en Kiva
row-event-planned = planeada
row-event-held = retenida
row-event-withdrawn = retirada
row-event-about-to-leave = a punto de salir
row-event-accepted = aceptada
row-event-accepted-with-problems = aceptada con problemas
row-event-refused = rechazada
row-event-not-taken = no tomada
row-event-answer-lost = respuesta perdida
row-event-found-there = hallada allí
row-event-found-missing = hallada ausente
next-report-ending = elija una de estas terminaciones
next-file-free = compruebe que su carpeta existe y que ningún otro programa tiene el archivo abierto
next-folder = compruebe que su carpeta existe y se puede escribir
next-other-out = elija otro lugar con --out
next-other-status-address = elija otra dirección con --status-page
next-other-listen = elija otra dirección con --listen
next-other-receive = elija otra dirección para `receive` en [run]
next-say-yes = diga --yes donde sea lo que se quiere, como en una tarea programada
next-status = `fieldlink status` lista las filas que esperan a una persona
next-ledger-show = `fieldlink ledger show ROW` dice por qué está retenida
# Los informes de un plan y de un mes, y los límites de [guards].
report-summary = Resumen
report-none = Ninguno.
report-made-by = { $at }, por { $by }
report-made-schedule = { $at }, por la tarea programada { $name }
report-plan = Plan para el socio { $partner }, { $period }
report-of-month = Pagos del socio { $partner }, { $period }
report-guards = Límites que lo detienen
report-why = Motivo
report-place = Lugar
report-record = Registro
report-column = Columna
report-value = Valor
report-what = Qué es
report-kind = Tipo
report-records = Registros
report-new = Nuevos
report-changed = Cambiados
report-unchanged = Sin cambios
report-held = Retenidos
report-suspicious = Sospechosos
report-waiting = En espera
report-counts = Cantidades
report-suspicious-of = Sospechosos, { $kinds }
report-held-of = Retenidos, { $kinds }
report-notes-of = Por mirar, { $kinds }
report-sent-of = Por enviar, { $kinds }
report-one-changed = cambiado
report-one-new = nuevo
report-profile = Perfil
report-month = Mes del reporte de pagos
report-made = Hecho
report-to-send = por enviar
report-same = sin cambios
report-for-person = esperan a una persona
report-strange = sospechosos
report-back = retenidos
report-expected = Préstamos que Kiva espera
report-calls = Llamadas para enviar lo que está listo
report-ignored = Filas de otros préstamos, dejadas de lado
report-loan-id = Loan ID
report-kiva-id = ID de Kiva
report-status = Estado
report-currency = Moneda
report-amount = Monto
report-last = Última vez
guard-rows = { $found ->
    [one] se iba a enviar 1 fila ({ $kinds })
   *[other] se iban a enviar { $found } filas ({ $kinds })
 }; { $guard } permite { $limit }
guard-held = { $found ->
    [one] 1 de { $records } { $kinds } está retenido
   *[other] { $found } de { $records } { $kinds } están retenidos
 }; { $guard } permite el { $limit } %
guard-changed = { $found ->
    [one] 1 de { $records } { $kinds } ha cambiado
   *[other] { $found } de { $records } { $kinds } han cambiado
 } desde su envío; { $guard } permite el { $limit } %
guard-suspicious = { $found ->
    [one] 1 de { $records } { $kinds } parece tener un monto equivocado
   *[other] { $found } de { $records } { $kinds } parecen tener un monto equivocado
 }; { $guard } permite el { $limit } %
# Órdenes: lo que falta o no se puede.
nobody-asked = el perfil { $profile } es de producción, y no hay nadie a quien preguntar
cannot-write = no se puede escribir { $file }: { $why }
cannot-read = no se puede leer { $file }: { $why }
already-there = { $file } ya existe
page-cannot-listen = la página de estado no puede escuchar en { $address }: { $why }
receiver-cannot-listen = el receptor no puede escuchar en { $address }: { $why }
receiver-remote = a { $address } se llega desde otras máquinas, y el receptor habla HTTP sin cifrar
cannot-listen = no se puede escuchar en { $address }: { $why }
no-terminal = no se puede leer la terminal: { $why }
no-client = { $file } no contiene client_id y client_secret
no-fineract = esta no es una base de datos de Fineract: le falta { $missing }
no-source = { $file } no es ninguna de las fuentes que se pueden leer
has-sources = { $file } ya tiene fuentes o secciones
go-live-ending = { $file }: el informe es Markdown (.md) o una página (.html)
no-address = { $text } no es una dirección: { $why }
no-connection = no se puede hacer ninguna conexión: { $why }
not-held = la fila { $row } no la retuvo una persona
nothing-to-resolve = la fila { $row } está en { $state }: no hay nada que resolver
no-pages = no se pueden escribir las páginas en { $folder }: { $why }
report-ending = { $file }: un informe es una página (.html) o un libro (.xlsx)
report-file = no se puede escribir { $file }
report-workbook = no se puede hacer el libro de Excel
explain-borrower = prestatario { $number }
explain-due-date = vencimiento { $number }
next-other-config = elija otro nombre con --config, o escriba encima con --force
next-client-missing = créelo con `fieldlink pa2 client create --partner ID --json > FILE`
next-client-file = debe ser lo que escribe `fieldlink pa2 client create --json`
next-fineract-database = revise el nombre de la base de datos; el primer inquilino de Fineract está en fineract_default
next-init-arguments = dé --partner, --source y --client como argumentos
next-source-kind = dé un archivo .csv, .xlsx, .xls, .xlsb, .ods, .db o .sqlite, una URL postgres:// o mysql://, odbc: y una cadena de conexión, `push` o `none`
next-other-workbook = quizás ya está lleno: elija otro nombre, o escriba encima con --force
next-append = omita --append, y copie lo que se muestra donde corresponde
next-writable = compruebe que se puede escribir
next-loopback = escuche en 127.0.0.1, o ponga delante un proxy con TLS y añada --allow-remote
next-other-folder = elija una carpeta en la que se pueda escribir
next-log = nombre el registro con --log, u omítalo
next-https = escríbala como https://host
next-certificates = revise los certificados de esta máquina
word-report = infórmenos de esto
try-again = inténtelo otra vez
word-loan = préstamo
group-loan = préstamo de grupo
word-repayment = pago
word-journal = seguimiento
word-stands = como está
word-default = valor por defecto
word-values = values
word-always = siempre
trim-remove = recortar y quitar
word-date = fecha
word-amount = monto
whole-number = número entero
yes-no = sí o no
word-gender = género
looked-up = buscado
explain-left-out = omitido, porque no: { $when }
follows-use-loan = para que siga a "will use this loan"
# Lo que queda junto a un archivo de una carpeta vigilada.
result-counts = enviados: { $sent }, retenidos o rechazados: { $held }, esperan a una persona: { $waiting }
result-row = fila { $row } ({ $key }): { $message }
result-again = el enlace se detuvo mientras trabajaba en este archivo y lo retomó; lo que ya había enviado no se envió dos veces, y aquí cuenta como sin cambios
result-next = Qué hacer: { $next }
result-plan = un plan con { $rows ->
    [one] 1 fila
   *[other] { $rows } filas
 } espera aprobación: { $file }
result-approve = lea { $report }; `fieldlink approve { $file } --by NOMBRE` permite enviarlo; para rechazarlo, saque este archivo de la carpeta
result-open = abra para revisar y publicar: { $url }
dropped-ending = { $file } no es un archivo que [source.{ $source }] pueda leer; se espera uno que termine en .{ $endings }
waits-approval = espera aprobación
dropped-gone = el archivo que se planeó ya no espera: { $file }
next-drop-again = deje el archivo otra vez en la carpeta; se planea de nuevo
dropped-name = nadie puede saber qué contiene { $file }: su nombre debe empezar como uno de { $names }
next-dropped = cambie el nombre del archivo, o corrija [watch] en fieldlink.toml, y déjelo otra vez en la carpeta
next-doctor = ejecute `fieldlink doctor`: mira todo lo que una ejecución necesita
place-variable = la variable de entorno { $name }
place-file = el archivo { $file }
place-output = la salida de { $program }
no-folder = no se puede crear la carpeta { $folder }: { $why }
secret-variable = la variable de entorno { $variable } no está definida; debe contener el secreto del cliente
secret-file = no se puede leer { $file }, que debe contener el secreto del cliente: { $why }
secret-empty = { $place }: no hay nada ahí; debe estar el secreto del cliente
place-config = el archivo de configuración
next-cursor = nombre una columna que se escribe cada vez que se escribe un registro, o quite `incremental` para leer todas las filas
run-doubled-columns = la fuente { $source } tiene varias columnas llamadas { $names } para [{ $section }]; dé a cada una su nombre
next-doubled-columns = cambie el nombre de una de ellas en el archivo o en la consulta
stands-for-nothing = una palabra que dice nada
word-rate = tasa
as-is = { $text }
column-near = «{ $name }» (¿quiso decir «{ $near }»?)
column-quoted = «{ $name }»
stop-wrong-token = el cliente es de otro socio: revise `partner.id` y `client_id`
notify-secret = [notify] { $key }: { $message }
notify-email = [notify.email]: { $why }
notify-http = no se puede preparar la conexión para los web hooks
api-firewall = algo intermedio responde en lugar del servidor: { $message }
stop-too-large = pida a quien administra el servidor, o el proxy que está delante, que acepte solicitudes más grandes
plan-file-difference = { $kind } { $key } { $what }
difference-changed = ha cambiado
difference-gone = ya no se enviaría
difference-new = no está en el plan
explain-only-where = solo se miran filas donde { $when }
report-done = Hecho
notify-secret-empty = el secreto está vacío
notify-no-variable = la variable de entorno { $name } no está definida
notify-no-file = no se puede leer { $file }: { $why }
not-now-may-have-arrived = quizás llegó; mire en PA2 y dígalo con `fieldlink ledger resolve`
not-now-look = mire en PA2 si llegó y dígalo con `fieldlink ledger resolve`
not-now-twice = el servidor la tiene; enviada otra vez estaría dos veces
word-trim-remove = trim, remove
word-done = hecho
not-now-not-sent = no se ha enviado; el próximo plan la mira otra vez
not-json = la respuesta no se puede escribir como JSON: { $why }
