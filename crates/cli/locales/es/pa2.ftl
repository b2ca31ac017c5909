demo-runs = PA2 funciona en { $url }
demo-earlier = Hace seis semanas: se publican y se financian { $loans } préstamos del MIS de muestra
demo-today = Hoy: el MIS tiene pagos, visitas y préstamos nuevos; algunas filas están mal a propósito
demo-published = El coordinador publicó { $drafts } borradores
demo-confirmed = El coordinador confirmó un archivo de diarios
demo-final = El coordinador hizo definitivo el reporte de { $period }
demo-sent = { $kinds } { $sent } enviados, { $held } retenidos, { $remarks } con observaciones de PA2
demo-held = retenido { $key }: { $why }
demo-refused = rechazado { $key }: { $why }
demo-stopped = detenido: { $why } { $next }
demo-counted = Contados en las tablas de PA2: { $lost } perdidos, { $twice } repetidos.
demo-confirm = Enlace de confirmación: { $url }
demo-took = Tardó { $seconds } segundos.
demo-where =
    PA2 sigue funcionando. Lo que hace ahora un coordinador de Kiva:
    {"  "}iniciar sesión en  { $url }/sign-in
    {"  "}como               { $email }
    {"  "}con la contraseña  { $password }
    {"  "}luego publicar los borradores nuevos, abrir el enlace de confirmación y hacer definitivo el reporte del mes.
    Los registros, fieldlink.toml y el libro están en { $folder }
    Ctrl-C lo detiene.
pa2-audit-broken = el registro de auditoría está roto: { $whose }
pa2-audit-compare = compare con una copia de seguridad: desde la fila nombrada se cambiaron, añadieron o quitaron filas
pa2-audit-whole = { $whose }: { $rows } filas, íntegro; la última { $last }
pa2-audit-broken-at = { $whose }: { $rows } filas, roto en la fila { $row }
pa2-installation = la instalación
pa2-partner = socio { $partner }
pa2-copy-secret = Copie el secreto ahora. No se muestra otra vez.
pa2-head-name = nombre
pa2-head-scope = alcance
pa2-head-secrets = secretos
pa2-head-used = último uso
pa2-head-retired = retirado
pa2-head-email = correo
pa2-head-role = rol
pa2-never = nunca
pa2-retired = { $client } está retirado.
pa2-secret-retired = El secreto { $secret } de { $client } está retirado.
pa2-moving = Llevando préstamos y reportes a su día
pa2-now = { $now } (en el calendario de PA2 { $day })
pa2-key = La clave { $key } está publicada y firmará dentro de diez minutos.
pa2-no-kiva-id = { $id } no es un Kiva ID, que es un número
pa2-name-partner = para el Loan ID propio del socio, nombre también al socio: --partner 1
pa2-loan = El préstamo { $kiva } (Loan ID { $loan }) está en { $status }
pa2-smtp-variable = escriba smtps://user@host, y ponga la contraseña en la variable de entorno { $variable }
pa2-smtp-password = la URL de SMTP contiene una contraseña, que cualquier proceso de esta máquina podría leer
pa2-example-data = por ejemplo: --data ./pa2-data
pa2-where = diga dónde guarda PA2 sus datos: --data DIR o --database-url URL
pa2-not-opened = no se pudo abrir PA2
pa2-settings-unreadable = no se puede leer el archivo de ajustes { $file }
pa2-folder-unmade = no se puede crear la carpeta de datos { $folder }
pa2-check-server = compruebe que el servidor funciona, que la base de datos existe y que el usuario y la contraseña son correctos
pa2-partner-is = El socio { $partner } es { $name }.
pa2-sandbox-empty = El entorno de pruebas está vacío; su reloj muestra la hora real
pa2-no-scenario = no hay ningún escenario «{ $name }»
pa2-making-loans = Creando préstamos
pa2-scenario-made = { $loans } préstamos y { $drafts } borradores creados para el socio { $partner }
pa2-snapshot-kept = La instantánea { $name } está guardada
pa2-snapshot-back = La instantánea { $name } está restaurada
pa2-snapshot-forgotten = La instantánea { $name } está olvidada
pa2-no-snapshot = No hay ninguna instantánea guardada
pa2-loans = { $loans } préstamos
pa2-no-fault-kind = no hay tal ruta o tipo
pa2-fault-waits = El fallo espera; un servidor en marcha lo aplica en menos de un segundo
pa2-no-fault = Ningún fallo espera
pa2-every-call = cada llamada
pa2-more-calls = { $calls } llamadas más
pa2-seeding = { $done } de { $all } préstamos, { $rate }, faltan { $left }
pa2-seeded = { $made } préstamos creados para el socio { $partner } en { $seconds } s ({ $already } ya estaban)
pa2-cannot-listen = no se puede escuchar en { $address }
pa2-listens = PA2 escucha en { $address } como { $url }
pa2-server-stopped = el servidor se detuvo
pa2-can-sign-in = { $name } puede iniciar sesión como { $email }.
pa2-other-password = { $email } tiene otra contraseña.
pa2-disabled = { $email } ya no puede iniciar sesión.
pa2-password = contraseña
pa2-copy-password = Copie la contraseña ahora. No se muestra otra vez.
pa2-password-unreadable = no se puede leer la contraseña
