drafts-title = Préstamos nuevos
drafts-new = Préstamo nuevo
drafts-list = Borradores
drafts-link = { $count ->
    [one] 1 borrador
   *[other] { $count } borradores
}
drafts-count = { $count ->
    [0] Ningún borrador coincide.
    [one] 1 borrador
   *[other] { $count } borradores
}
drafts-stage = Mostrar
drafts-stage-open = Por publicar
drafts-stage-published = Publicados
drafts-stage-deleted = Eliminados
drafts-maker = Hecho por
drafts-maker-any = Cualquiera
drafts-maker-api = API
drafts-maker-people = Persona
drafts-filter = Mostrar
drafts-name = Prestatario o grupo
drafts-unnamed = Borrador { $id }
drafts-made = Hecho el
drafts-missing = Qué falta
drafts-ready = Listo para publicar
drafts-errors = { $count ->
    [one] 1 error
   *[other] { $count } errores
}
drafts-became = Préstamo { $id }
drafts-pages = Páginas
drafts-next = Siguiente

drafts-step = Paso { $number }: { $name }
drafts-step-description = Descripción
drafts-step-terms = Condiciones del préstamo
drafts-step-photo = Foto
drafts-step-review = Revisión
drafts-save-next = Guardar y continuar
drafts-save-more-borrowers = Guardar y agregar prestatarios
drafts-save-more-rows = Guardar y agregar pagos
drafts-not-saved = No se guardó nada.
drafts-choose = --
drafts-not-yours = { $value } (no es de los suyos)

drafts-loan-type = Tipo de préstamo
drafts-individual = Préstamo individual
drafts-group = Préstamo grupal
drafts-waiver = Autorización del cliente
drafts-waiver-text = Sí, mi organización tiene en archivo una autorización firmada del cliente para este préstamo, de este prestatario o grupo.
drafts-borrowers = Prestatarios
drafts-borrower = Prestatario
drafts-client-id = Client ID
drafts-loan-id = Loan ID
drafts-first-name = Nombre del prestatario
drafts-last-name = Apellido del prestatario
drafts-gender = Género
drafts-gender-female = Femenino
drafts-gender-male = Masculino
drafts-gender-unknown = Desconocido
drafts-group-only = Solo para préstamos grupales
drafts-group-name = Nombre del grupo
drafts-group-client-id = Client ID del grupo
drafts-group-loan-id = Loan ID del grupo
drafts-location = Ubicación
drafts-sector = Sector principal
drafts-no-sector = Otro
drafts-activity = Actividad principal
drafts-language = Idioma de la descripción
drafts-loanuse = Uso del préstamo - Este prestatario usará este préstamo: (por ejemplo, «para comprar...»)
drafts-loanuse-short = Uso del préstamo
drafts-description = Descripción del prestatario y del uso del préstamo

drafts-themes = Campañas de préstamo
drafts-theme = Campaña de préstamo
drafts-theme-chart = { $theme }: { $used } usado, { $pending } pendiente, { $limit } límite de crédito + pagos esperados.
drafts-theme-advice = Los préstamos pendientes son los inactivos, los observados y los revisados. Deje de publicar préstamos al llegar a la línea roja, o algunos de sus préstamos podrían vencer.
drafts-disbursal = Desembolso del préstamo
drafts-disburse-time = Fecha de desembolso
drafts-currency = Moneda
drafts-amount = Monto del préstamo
drafts-total = Monto total del préstamo
drafts-price = Precio en Kiva
drafts-schedule = Calendario de pagos
drafts-due-on = Vence el
drafts-principal = Capital
drafts-interest = Interés
drafts-parameters = O haga calcular el calendario, si no ingresó pagos arriba
drafts-first-repayment = Primer pago el
drafts-installments = Número de pagos
drafts-every = Uno cada
drafts-unit = Unidad
drafts-terms-days = Días
drafts-terms-weeks = Semanas
drafts-terms-months = Meses
drafts-terms-years = Años
drafts-rate-type = Tipo de interés
drafts-terms-decliningBalance = Sobre saldos
drafts-terms-flat = Fijo
drafts-annual-rate = Interés anual, en por ciento

drafts-photo = Foto
drafts-photo-choose = Elija una foto
drafts-photo-help = JPEG, PNG, WebP, GIF, BMP o TIFF, hasta 12 MB. Se quitan los datos de lugar y de cámara. Las fotos HEIC de un iPhone: guárdelas antes como JPEG.
drafts-photo-alt = El prestatario o el grupo
drafts-not-pictured = No aparece en la foto
drafts-absent = { $count ->
    [0] Todos aparecen en la foto.
    [one] 1 integrante no aparece en la foto.
   *[other] { $count } integrantes no aparecen en la foto.
}

drafts-yes = Sí
drafts-no = No
drafts-edit = Editar
drafts-is-ready = Este borrador no tiene errores y puede publicarse.
drafts-must-clear = { $count ->
    [one] Hay que corregir 1 error antes de publicar este borrador.
   *[other] Hay que corregir { $count } errores antes de publicar este borrador.
}
drafts-is-published = Este borrador se publicó.
drafts-is-deleted = Este borrador se eliminó.
drafts-publish = Publicar
drafts-publish-means = El borrador se convierte en un préstamo. Kiva lo revisa y luego lo muestra a los prestamistas. Esto no se puede deshacer aquí.
drafts-publish-sure = Sí, publicar este préstamo
drafts-delete = Eliminar
drafts-delete-sure = Sí, eliminar este borrador

drafts-first = Primera página
drafts-count-so-far = { $count ->
    [0] Ninguno entre los borradores vistos hasta ahora. Siga a la página siguiente.
    [one] 1 borrador en esta página; puede haber más.
   *[other] { $count } borradores en esta página; puede haber más.
}
drafts-count-here = { $count ->
    [0] Ningún borrador coincide.
    [one] 1 borrador en esta página.
   *[other] { $count } borradores en esta página.
}
drafts-standing = Avance
drafts-standing-any = Cualquiera
drafts-standing-ready = Listos, sin observaciones
drafts-standing-warned = Listos, con advertencias
drafts-standing-blocked = Con errores
drafts-standing-description = Errores en Descripción
drafts-standing-terms = Errores en Condiciones del préstamo
drafts-standing-photo = Errores en Foto
drafts-query = Nombre, Loan ID o Client ID
drafts-made-by-api = API: { $name }
drafts-warnings = { $count ->
    [one] 1 advertencia
   *[other] { $count } advertencias
}
drafts-choice = Elegir
drafts-choose-one = Elegir { $name }
drafts-publish-chosen = Publicar los elegidos
drafts-none-chosen = No se eligió ningún borrador.
drafts-back = Volver a los borradores
drafts-publish-many = { $count ->
    [one] Se eligió 1 borrador. Se publica solo si para entonces no tiene errores ni advertencias.
   *[other] Se eligieron { $count } borradores. Cada uno se publica solo si para entonces no tiene errores ni advertencias.
}
drafts-publish-many-sure = { $count ->
    [one] Sí, publicarlo
   *[other] Sí, publicar estos { $count } borradores
}
drafts-published-many = Publicados: { $published } de { $of }.
drafts-outcome = Resultado
drafts-not-published = No se publicó.
drafts-cannot-be-published = Este borrador todavía no se puede publicar.
drafts-too-many = Se pueden publicar como máximo { $most } borradores a la vez.
drafts-changed = Otra persona guardó este borrador mientras usted escribía. No se perdió nada de lo suyo, y todavía no se guardó.
drafts-changed-by = Guardado por { $who } el { $day }.
drafts-changed-help = Lo que escribió sigue en el formulario de abajo. Compárelo con lo que está guardado ahora, corríjalo si hace falta y guarde otra vez.
drafts-changed-fields = En qué difieren
drafts-changed-field = Campo
drafts-changed-theirs = Guardado ahora
drafts-changed-yours = Escrito por usted
drafts-sector-follows = Se deduce de la actividad.
drafts-limits = ¿Cuáles son sus límites?
drafts-limits-none = Kiva no fijó límites para su organización.
drafts-limit-of = Límite
drafts-limit-credit = Límite de crédito
drafts-limit-limit = Monto
drafts-limit-expected = Pagos esperados de este mes
drafts-limit-used = Usado
drafts-limit-pending = Préstamos pendientes
drafts-limit-left = Disponible
drafts-limit-group = Un préstamo grupal puede llegar a { $most } como máximo.
drafts-photo-not-base64 = No se pudo leer la foto enviada: no es base64 válido.
drafts-photo-unknown = No se pudo leer la foto: debe ser una imagen JPEG, PNG, WebP, GIF, BMP o TIFF.
drafts-photo-heic = No se pudo leer la foto: es una imagen HEIC. Guárdela como JPEG e inténtelo otra vez.
drafts-photo-too-large = La foto es demasiado grande: como máximo 12.000 píxeles por lado y 40 millones en total. Redúzcala e inténtelo otra vez.
drafts-photo-damaged = No se pudo leer la foto: el archivo está dañado. Elíjala otra vez o tome una nueva.
drafts-photo-upload-too-large = El archivo pesa más de 12 MB. Reduzca la foto y elíjala otra vez. Todo lo demás de este borrador se conserva.
drafts-photo-upload-cut = El envío se cortó antes de terminar. Elija la foto otra vez. Todo lo demás de este borrador se conserva.
drafts-photo-sent = Enviado: { $percent } %
drafts-photo-waiting = Se cortó la línea. El envío continúa solo cuando vuelva.
drafts-photo-stopped = La línea lleva tiempo cortada. Pulse el botón para seguir; lo enviado se guarda un día.
drafts-photo-upload-gone = Lo enviado de esta foto ya no está. Elíjala otra vez.
drafts-relisting-tells = Al publicar se envía un seguimiento a los prestamistas del préstamo anterior, { $loan }, que cuenta para la tasa de seguimientos. Su asunto:
drafts-photo-whole = Ver la foto entera
