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
check-partner-id = el número de un socio es mayor que cero
check-secret-in-file = el secreto mismo no va en este archivo; diga dónde está con `client_secret_env` o `client_secret_file` (o ponga `secret_in_config = true` si no hay otro remedio)
check-secret-place = diga dónde está el secreto: exactamente uno de `client_secret_env`, `client_secret_file` y `client_secret_command`
check-secret-command = ponga un programa y después sus argumentos
check-key-both = o esto o `key_env`, no los dos
check-url-both = o esto o `url_env`, no los dos
check-workers = varios procesos a la vez necesitan un libro en PostgreSQL: ponga `url_env` o `url_file`
check-incremental-groups = las filas de un grupo pueden haberse escrito en momentos distintos; quite esto o `group_by`
check-incremental-query = la consulta no lo pide: añada `WHERE changed_at >= :since` con el nombre de la columna
check-condition = una condición necesita `column` y al menos uno de `is`, `is_not` y `empty`
check-field-required = este campo es obligatorio: diga cuál es su columna
check-group-both = o esto (cada fila es un prestatario) o [loan_drafts.members], no los dos
check-photos-one = las fotos están en un solo sitio: solo uno de este, `columns.photo`, `photos.query` y `photos.path`
check-batch-rows = se esperan de 1 a 300 filas por llamada
check-batch-journals = se esperan de 1 a 300 seguimientos por llamada
check-schedule-name = cada horario necesita un nombre propio
check-webhook-secret = diga dónde está el secreto: uno de `secret_env` y `secret_file`
check-webhook-https = debe empezar con https:// (http sin cifrar es solo para esta máquina)
check-smtp-password = contiene una contraseña; diga dónde está con `password_env` o `password_file`
check-email-to = ponga al menos una dirección
check-push-path = kind = "push" no tiene path: sus registros esperan en la base de datos del libro
check-http-url = kind = "http" necesita `url`: lo que va delante de cada ruta
check-http-requests = kind = "http" necesita una petición: una tabla como [source.mis.http.requests.loans]
check-delimiter = se espera un carácter, como ";", o "tab"
check-quote = se espera un carácter, como "'"
check-auth-secret = exactamente uno de `auth.secret_env` y `auth.secret_file` dice dónde está el secreto
check-photos-query = una fuente de fotos necesita también `query` o `path`
query-empty = la consulta está vacía
query-comment-runs = lo que está en /*! … */ no es un comentario para MySQL: se ejecuta; quítelo
query-line-break = un comentario tiene un salto de línea que no toda base de datos toma por tal; termine su línea con un salto de línea corriente
query-zero-byte = la consulta tiene un byte cero
query-coded-name = el nombre de una función está escrito en códigos (U&); escríbalo tal cual
query-no-columns = la base de datos la toma por una instrucción sin filas, y no por una consulta
query-several = solo se permite una instrucción: hay más tras el `;`
word-quote = una comilla
word-comment = un comentario
dollar-quote = una comilla de dólar
