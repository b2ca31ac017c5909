config-variable = en el entorno ({ $variable }): { $message }
key-type = hay { $found }; se espera { $expected }
key-value = `{ $name }` no se conoce aquí; { $meant }
key-unknown = aquí no hay tal clave; { $meant }
key-missing = falta `{ $name }`; añada aquí `{ $name } = …`
key-near = ¿quiso decir `{ $near }`?
key-one-of = se espera uno de: { $known }
check-profile = no hay [profile.{ $name }]
check-source = no hay [source.{ $name }]
check-source-known = no hay [source.{ $name }]; el archivo tiene { $known }
check-source-unused = ninguna sección del archivo usa [source.{ $name }]
check-needs-query = una fuente { $kind } necesita aquí `query`
check-no-queries = una fuente { $kind } no tiene consultas
check-no-sheets = una fuente { $kind } no tiene hojas
check-no-files = una fuente { $kind } no tiene archivos entre los que elegir
check-no-photos = una fuente { $kind } no tiene fotos que consultar
check-no-paths = una fuente { $kind } no tiene rutas; use `query`, o archivos
check-since = la consulta pide :since; diga qué es: una tabla [{ $section }.incremental] con `column` y `start`
check-receive = a { $address } se llega desde otras máquinas; ponga una dirección de esta, como 127.0.0.1:8610
check-schedule = «{ $name }»: { $what }
check-cron = no se puede leer cron = "{ $cron }" ({ $why }); se esperan cinco campos, como "30 2 * * MON-FRI"
check-watch-kind = [source.{ $name }] es de tipo { $kind }; se dejan archivos para fuentes csv y workbook
check-address = «{ $address }» no es una dirección de correo
check-kind-without = kind = "{ $kind }" no tiene `{ $key }`
check-kind-url = kind = "{ $kind }" necesita uno de `url_env`, `url_file` y `url`
check-kind-path = kind = "{ $kind }" necesita `path`
check-encoding = `{ $encoding }` no es una codificación; se espera un nombre como utf-8 o windows-1252
check-auth = esta forma de identificarse necesita `auth.{ $needed }`
check-rows = requests.{ $name }.rows es un puntero JSON: empieza con una barra, como /pageItems
check-paging-at = requests.{ $name }.paging necesita `at`: dónde dice la respuesta cuál es la página siguiente
check-paging-pointer = requests.{ $name }.paging.at es un puntero JSON: empieza con una barra
check-paging-size = requests.{ $name }.paging.size: se espera 1 como mínimo
check-request = la fuente no tiene la petición `{ $name }`; tiene: { $known }
check-no-request = una fuente http necesita aquí el nombre de una petición; la fuente tiene: { $known }
query-beginning = una consulta empieza con SELECT o WITH; esta empieza con { $word }
query-procedure = { $word } ejecuta un procedimiento, que puede confirmar lo que cambia; escriba el SELECT que hace, o pida una vista de él
query-function = la función { $name } puede actuar fuera de la transacción que solo lee; quítela, o que los encargados de la base la pongan en una vista
query-word = la consulta solo puede leer, pero tiene la palabra { $word }; una columna de ese nombre va entre comillas
query-open = se abre { $what } y no se cierra
partner-id-number-above-zero = el número de un socio es mayor que cero
secret-itself-does-not-belong = el secreto mismo no va en este archivo; diga dónde está con `client_secret_env` o `client_secret_file` (o ponga `secret_in_config = true` si no hay otro remedio)
say-where-secret-exactly-client = diga dónde está el secreto: exactamente uno de `client_secret_env`, `client_secret_file` y `client_secret_command`
name-program-then-arguments = ponga un programa y después sus argumentos
either-key-env-not-both = o esto o `key_env`, no los dos
either-url-env-not-both = o esto o `url_env`, no los dos
several-workers-need-ledger-postgresql = varios procesos a la vez necesitan un libro en PostgreSQL: ponga `url_env` o `url_file`
rows-group-may-have-been = las filas de un grupo pueden haberse escrito en momentos distintos; quite esto o `group_by`
query-does-not-ask-add = la consulta no lo pide: añada `WHERE changed_at >= :since` con el nombre de la columna
condition-needs-column-least-not = una condición necesita `column` y al menos uno de `is`, `is_not` y `empty`
field-required-name-column = este campo es obligatorio: diga cuál es su columna
either-each-row-borrower-loan = o esto (cada fila es un prestatario) o [loan_drafts.members], no los dos
photos-place-only-columns-photo = las fotos están en un solo sitio: solo uno de este, `columns.photo`, `photos.query` y `photos.path`
expected-1-300-rows-per = se esperan de 1 a 300 filas por llamada
expected-1-300-journals-per = se esperan de 1 a 300 diarios por llamada
every-schedule-needs-name-own = cada horario necesita un nombre propio
say-where-secret-secret-env = diga dónde está el secreto: uno de `secret_env` y `secret_file`
must-begin-https-plain-http = debe empezar con https:// (http sin cifrar es solo para esta máquina)
holds-password-name-place-password = contiene una contraseña; diga dónde está con `password_env` o `password_file`
name-least-address = ponga al menos una dirección
kind-push-has-no-path = kind = "push" no tiene path: sus registros esperan en la base de datos del libro
kind-http-needs-url-stands = kind = "http" necesita `url`: lo que va delante de cada ruta
kind-http-needs-request-table = kind = "http" necesita una petición: una tabla como [source.mis.http.requests.loans]
expected-character-such-tab = se espera un carácter, como ";", o "tab"
exactly-auth-secret-env-auth = exactamente uno de `auth.secret_env` y `auth.secret_file` dice dónde está el secreto
source-photos-needs-query-path = una fuente de fotos necesita también `query` o `path`
query-empty = la consulta está vacía
stands-no-comment-mysql-run = lo que está en /*! … */ no es un comentario para MySQL: se ejecuta; quítelo
comment-holds-line-break-not = un comentario tiene un salto de línea que no toda base de datos toma por tal; termine su línea con un salto de línea corriente
query-holds-zero-byte = la consulta tiene un byte cero
name-function-written-codes-u = el nombre de una función está escrito en códigos (U&); escríbalo tal cual
database-takes-statement-without-rows = la base de datos la toma por una instrucción sin filas, y no por una consulta
only-statement-allowed-more-after = solo se permite una instrucción: hay más tras el `;`
word-quote = una comilla
word-comment = un comentario
dollar-quote = una comilla de dólar
