journals-title = Seguimientos
journals-to-confirm = Seguimientos por confirmar
journals-none-to-confirm = No hay seguimientos que le esperen.
journals-closed = Seguimientos confirmados o descartados
journals-received = Recibido
journals-count = Seguimientos
journals-waiting = En espera
journals-published = Publicados
journals-taken-out = Retirados
journals-state = Estado
journals-closed-on = Cerrado
journals-look = Revisar
journals-rate-title = Tasa de seguimientos
journals-rate-none = Todavía no hay préstamos que admitan un seguimiento.
journals-rate = { $journaled } de { $eligible } préstamos elegibles tienen un seguimiento.
journals-eligible = Clientes elegibles para un seguimiento
journals-eligible-help = Préstamos financiados, en pago, terminados o en incumplimiento. Use su Loan ID (y su Client ID, con el formato de tres columnas) al enviar seguimientos.
journals-search = Buscar
journals-never = Solo préstamos sin seguimiento
journals-apply = Mostrar
journals-none-eligible = Ningún préstamo coincide.
journals-last = Último seguimiento
journals-never-yet = Todavía ninguna
journals-more = Más préstamos
journals-first = Volver a los préstamos más recientes
archive-title = Revisar seguimientos
archive-from = { $count ->
    [one] Un seguimiento enviado
   *[other] { $shown } seguimientos enviados
} por { $who } el { $day }.
archive-tally = { $waiting } en espera, { $published } publicados, { $out } retirados.
archive-blocked = { $count ->
    [one] Un seguimiento no se puede publicar tal como está. El motivo aparece a su lado.
   *[other] { $shown } seguimientos no se pueden publicar tal como están. El motivo aparece al lado de cada uno.
}
archive-confirmed = { $who } confirmó estos seguimientos el { $day }.
archive-discarded = { $who } descartó estos seguimientos el { $day }. Ningún prestamista los recibió.
archive-not-allowed = Usted puede leer estos seguimientos. Solo un Kiva Coordinator puede publicarlos.
archive-journal = Seguimiento { $line }
archive-choose = Publicar el seguimiento { $line }
archive-no-loan = Sin préstamo
archive-loan-id = Loan ID
archive-client-id = Client ID
archive-kiva-id = Kiva ID
archive-subject = Asunto
archive-body = Texto
archive-image = Foto
archive-correct = Corregir
archive-take-out = Retirar
archive-publish-ticked = Publicar los seguimientos marcados
archive-publish-ticked-here = Publicar los seguimientos marcados de esta página
archive-go = Página
archive-show-blocked = Mostrar solo estas
archive-show-all = Mostrar todas
archive-only-blocked = Solo los seguimientos que no se pueden publicar tal como están.
archive-publish-all = { $count ->
    [one] Publicar la única que se puede publicar
   *[other] Publicar las { $shown } que se pueden publicar
}
archive-lenders = Cada seguimiento publicado llega a los prestamistas de su préstamo. Esto no se puede deshacer.
archive-discard = Descartar
archive-discard-explain = Todo lo que aún espera se descarta y esta página se cierra. Esto no se puede deshacer.
archive-discard-button = { $count ->
    [one] Descartar el seguimiento en espera
   *[other] Descartar los { $shown } seguimientos en espera
}
archive-pages = Páginas
archive-page = Página { $page } de { $last }
archive-previous = Anterior
archive-next = Siguiente
archive-back = Volver a Seguimientos
archive-state-open = En espera
archive-state-confirmed = Confirmado
archive-state-discarded = Descartado
archive-draft = En espera
archive-blocked-state = Todavía no se puede publicar
archive-is-published = Publicado el { $day }
archive-is-out = Retirado
archive-done-published = Los seguimientos se publicaron.
archive-done-discarded = Los seguimientos se descartaron.
archive-done-taken-out = El seguimiento se retiró.
archive-done-corrected = La corrección se guardó.
correct-title = Corregir un seguimiento
correct-save = Guardar
correct-cancel = Volver sin guardar

journals-make = Crear seguimientos
journals-write = Escribir un seguimiento
journals-write-help = Un texto para un préstamo.
journals-write-short = Escribir
journals-write-save = Continuar a la página de confirmación
journals-upload = Cargar un CSV de seguimientos
journals-upload-help = Una fila por seguimiento.
journals-mass = Escribir un seguimiento masivo
journals-mass-help = Un texto para varios préstamos.
journals-mass-rate = Los seguimientos masivos no cuentan para la tasa de seguimientos.
journals-mass-ticked = Escribir un texto para los préstamos marcados
journals-mass-chosen = { $count ->
    [one] { $shown } préstamo elegido
   *[other] { $shown } préstamos elegidos
}
journals-mass-ids = Más préstamos, por Loan ID
journals-mass-ids-help = Un Loan ID por línea.
journals-choose = Elegir el préstamo { $loan }
journals-origin-hand = Escrito aquí
journals-origin-mass = Seguimiento masivo
journals-file-help = { $columns ->
    [three] Loan ID, Client ID, asunto, texto y, si lo desea, la dirección de una foto. Puede llevar una fila de encabezado.
   *[two] Loan ID, asunto, texto y, si lo desea, la dirección de una foto. Puede llevar una fila de encabezado.
}
journals-then = Ningún prestamista recibe nada todavía: en la página siguiente usted vuelve a leer todo y lo publica.
journals-image = Dirección de una foto (opcional)
archive-mass = Seguimiento masivo: no cuenta para la tasa de seguimientos.
archive-done-taken = Los seguimientos se recibieron. Todavía no se ha publicado nada.
journals-origin-relisting = Publicado de nuevo
archive-relisting = Enviado al publicar de nuevo al prestatario: quien publicó ese borrador lo había leído. Cuenta para la tasa de seguimientos.
archives-title = Todos los seguimientos recibidos
archives-all = Todas
archives-open = En espera
archives-closed = Confirmados o descartados
archives-none = No ha llegado ningún seguimiento.
archives-sent-by = Enviados por
archives-closed-by = Cerrado por
archives-address = Dirección
