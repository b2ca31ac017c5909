said-config-variable = en el entorno ({ $variable }): { $message }
said-key-type = hay { $found }; se espera { $expected }
said-key-value = `{ $name }` no se conoce aquí; { $meant }
said-key-unknown = aquí no hay tal clave; { $meant }
said-key-missing = falta `{ $name }`; añada aquí `{ $name } = …`
said-key-near = ¿quiso decir `{ $near }`?
said-key-one-of = se espera uno de: { $known }
said-check-profile = no hay [profile.{ $name }]
said-check-source = no hay [source.{ $name }]
said-check-source-known = no hay [source.{ $name }]; el archivo tiene { $known }
said-check-source-unused = ninguna sección del archivo usa [source.{ $name }]
said-check-needs-query = una fuente { $kind } necesita aquí `query`
said-check-no-queries = una fuente { $kind } no tiene consultas
said-check-no-sheets = una fuente { $kind } no tiene hojas
said-check-no-files = una fuente { $kind } no tiene archivos entre los que elegir
said-check-no-photos = una fuente { $kind } no tiene fotos que consultar
said-check-no-paths = una fuente { $kind } no tiene rutas; use `query`, o archivos
said-check-since = la consulta pide :since; diga qué es: una tabla [{ $section }.incremental] con `column` y `start`
said-check-receive = a { $address } se llega desde otras máquinas; ponga una dirección de esta, como 127.0.0.1:8610
said-check-schedule = «{ $name }»: { $what }
said-check-cron = no se puede leer cron = "{ $cron }" ({ $why }); se esperan cinco campos, como "30 2 * * MON-FRI"
said-check-watch-kind = [source.{ $name }] es de tipo { $kind }; se dejan archivos para fuentes csv y workbook
said-check-address = «{ $address }» no es una dirección de correo
said-check-kind-without = kind = "{ $kind }" no tiene `{ $key }`
said-check-kind-url = kind = "{ $kind }" necesita uno de `url_env`, `url_file` y `url`
said-check-kind-path = kind = "{ $kind }" necesita `path`
said-check-encoding = `{ $encoding }` no es una codificación; se espera un nombre como utf-8 o windows-1252
said-check-auth = esta forma de identificarse necesita `auth.{ $needed }`
said-check-rows = requests.{ $name }.rows es un puntero JSON: empieza con una barra, como /pageItems
said-check-paging-at = requests.{ $name }.paging necesita `at`: dónde dice la respuesta cuál es la página siguiente
said-check-paging-pointer = requests.{ $name }.paging.at es un puntero JSON: empieza con una barra
said-check-paging-size = requests.{ $name }.paging.size: se espera 1 como mínimo
said-check-request = la fuente no tiene la petición `{ $name }`; tiene: { $known }
said-check-no-request = una fuente http necesita aquí el nombre de una petición; la fuente tiene: { $known }
said-query-beginning = una consulta empieza con SELECT o WITH; esta empieza con { $word }
said-query-procedure = { $word } ejecuta un procedimiento, que puede confirmar lo que cambia; escriba el SELECT que hace, o pida una vista de él
said-query-function = la función { $name } puede actuar fuera de la transacción que solo lee; quítela, o que los encargados de la base la pongan en una vista
said-query-word = la consulta solo puede leer, pero tiene la palabra { $word }; una columna de ese nombre va entre comillas
said-query-open = se abre { $what } y no se cierra
plain-a-partner-id-is-a-number-above-zero = el número de un socio es mayor que cero
plain-the-secret-itself-does-not-belong-in-this = el secreto mismo no va en este archivo; diga dónde está con `client_secret_env` o `client_secret_file` (o ponga `secret_in_config = true` si no hay otro remedio)
plain-say-where-the-secret-is-exactly-one-of = diga dónde está el secreto: exactamente uno de `client_secret_env`, `client_secret_file` y `client_secret_command`
plain-name-a-program-then-its-arguments = ponga un programa y después sus argumentos
plain-either-this-or-key-env-not-both = o esto o `key_env`, no los dos
plain-either-this-or-url-env-not-both = o esto o `url_env`, no los dos
plain-several-workers-need-a-ledger-on-postgresql-set = varios procesos a la vez necesitan un libro en PostgreSQL: ponga `url_env` o `url_file`
plain-rows-of-one-group-may-have-been-written = las filas de un grupo pueden haberse escrito en momentos distintos; quite esto o `group_by`
plain-the-query-does-not-ask-for-it-add = la consulta no lo pide: añada `WHERE changed_at >= :since` con el nombre de la columna
plain-a-condition-needs-column-and-at-least-one = una condición necesita `column` y al menos uno de `is`, `is_not` y `empty`
plain-this-field-is-required-name-its-column = este campo es obligatorio: diga cuál es su columna
plain-either-this-each-row-is-a-borrower-or = o esto (cada fila es un prestatario) o [loan_drafts.members], no los dos
plain-photos-are-in-one-place-only-one-of = las fotos están en un solo sitio: solo uno de este, `columns.photo`, `photos.query` y `photos.path`
plain-expected-1-to-300-rows-per-call = se esperan de 1 a 300 filas por llamada
plain-expected-1-to-300-journals-per-call = se esperan de 1 a 300 diarios por llamada
plain-every-schedule-needs-a-name-of-its-own = cada horario necesita un nombre propio
plain-say-where-the-secret-is-one-of-secret = diga dónde está el secreto: uno de `secret_env` y `secret_file`
plain-must-begin-with-https-plain-http-is-for = debe empezar con https:// (http sin cifrar es solo para esta máquina)
plain-holds-a-password-name-its-place-with-password = contiene una contraseña; diga dónde está con `password_env` o `password_file`
plain-name-at-least-one-address = ponga al menos una dirección
plain-kind-push-has-no-path-its-records-wait = kind = "push" no tiene path: sus registros esperan en la base de datos del libro
plain-kind-http-needs-url-what-stands-before-every = kind = "http" necesita `url`: lo que va delante de cada ruta
plain-kind-http-needs-a-request-a-table-such = kind = "http" necesita una petición: una tabla como [source.mis.http.requests.loans]
plain-expected-one-character-such-as-or-tab = se espera un carácter, como ";", o "tab"
plain-exactly-one-of-auth-secret-env-and-auth = exactamente uno de `auth.secret_env` y `auth.secret_file` dice dónde está el secreto
plain-a-source-of-photos-needs-query-or-path = una fuente de fotos necesita también `query` o `path`
plain-the-query-is-empty = la consulta está vacía
plain-what-stands-in-is-no-comment-to-mysql = lo que está en /*! … */ no es un comentario para MySQL: se ejecuta; quítelo
plain-a-comment-holds-a-line-break-that-not = un comentario tiene un salto de línea que no toda base de datos toma por tal; termine su línea con un salto de línea corriente
plain-the-query-holds-a-zero-byte = la consulta tiene un byte cero
plain-the-name-of-a-function-is-written-in = el nombre de una función está escrito en códigos (U&); escríbalo tal cual
plain-the-database-takes-it-for-a-statement-without = la base de datos la toma por una instrucción sin filas, y no por una consulta
plain-only-one-statement-is-allowed-there-is-more = solo se permite una instrucción: hay más tras el `;`
plain-quote = una comilla
plain-comment = un comentario
plain-dollar-quote = una comilla de dólar
