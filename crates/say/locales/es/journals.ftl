journals-title = Actualizaciones
journals-to-confirm = Actualizaciones por confirmar
journals-none-to-confirm = No hay actualizaciones que le esperen.
journals-closed = Actualizaciones confirmadas o descartadas
journals-received = Recibido
journals-count = Actualizaciones
journals-waiting = En espera
journals-published = Publicadas
journals-taken-out = Retiradas
journals-state = Estado
journals-closed-on = Cerrado
journals-look = Revisar
journals-rate-title = Tasa de actualizaciones
journals-rate-none = Todavía no hay préstamos que admitan una actualización.
journals-rate = { $journaled } de { $eligible } préstamos elegibles tienen una actualización.
journals-eligible = Clientes elegibles para una actualización
journals-eligible-help = Préstamos financiados, en pago, terminados o en incumplimiento. Use su Loan ID (y su Client ID, con el formato de tres columnas) al enviar actualizaciones.
journals-search = Buscar
journals-never = Solo préstamos sin actualización
journals-apply = Mostrar
journals-none-eligible = Ningún préstamo coincide.
journals-last = Última actualización
journals-never-yet = Todavía ninguna
journals-more = Más préstamos
journals-first = Volver a los préstamos más recientes
archive-title = Revisar actualizaciones
archive-from = { $count ->
    [one] Una actualización enviada
   *[other] { $shown } actualizaciones enviadas
} por { $who } el { $day }.
archive-tally = { $waiting } en espera, { $published } publicadas, { $out } retiradas.
archive-blocked = { $count ->
    [one] Una actualización no se puede publicar tal como está. El motivo aparece a su lado.
   *[other] { $shown } actualizaciones no se pueden publicar tal como están. El motivo aparece al lado de cada una.
}
archive-confirmed = { $who } confirmó estas actualizaciones el { $day }.
archive-discarded = { $who } descartó estas actualizaciones el { $day }. Ningún prestamista las recibió.
archive-not-allowed = Usted puede leer estas actualizaciones. Solo un Kiva Coordinator puede publicarlas.
archive-journal = Actualización { $line }
archive-choose = Publicar la actualización { $line }
archive-no-loan = Sin préstamo
archive-loan-id = Loan ID
archive-client-id = Client ID
archive-kiva-id = Kiva ID
archive-subject = Asunto
archive-body = Texto
archive-image = Foto
archive-correct = Corregir
archive-take-out = Retirar
archive-publish-ticked = Publicar las actualizaciones marcadas
archive-publish-ticked-here = Publicar las actualizaciones marcadas de esta página
archive-go = Página
archive-show-blocked = Mostrar solo estas
archive-show-all = Mostrar todas
archive-only-blocked = Solo las actualizaciones que no se pueden publicar tal como están.
archive-publish-all = { $count ->
    [one] Publicar la única que se puede publicar
   *[other] Publicar las { $shown } que se pueden publicar
}
archive-lenders = Cada actualización publicada llega a los prestamistas de su préstamo. Esto no se puede deshacer.
archive-discard = Descartar
archive-discard-explain = Todo lo que aún espera se descarta y esta página se cierra. Esto no se puede deshacer.
archive-discard-button = { $count ->
    [one] Descartar la actualización en espera
   *[other] Descartar las { $shown } actualizaciones en espera
}
archive-pages = Páginas
archive-page = Página { $page } de { $last }
archive-previous = Anterior
archive-next = Siguiente
archive-back = Volver a Actualizaciones
archive-state-open = En espera
archive-state-confirmed = Confirmado
archive-state-discarded = Descartado
archive-draft = En espera
archive-blocked-state = Todavía no se puede publicar
archive-is-published = Publicada el { $day }
archive-is-out = Retirada
archive-done-published = Las actualizaciones se publicaron.
archive-done-discarded = Las actualizaciones se descartaron.
archive-done-taken-out = La actualización se retiró.
archive-done-corrected = La corrección se guardó.
correct-title = Corregir una actualización
correct-save = Guardar
correct-cancel = Volver sin guardar

journals-make = Crear actualizaciones
journals-write = Escribir una actualización
journals-write-help = Un texto para un préstamo.
journals-write-short = Escribir
journals-write-save = Continuar a la página de confirmación
journals-upload = Cargar un CSV de actualizaciones
journals-upload-help = Una fila por actualización.
journals-mass = Escribir una actualización masiva
journals-mass-help = Un texto para varios préstamos.
journals-mass-rate = Las actualizaciones masivas no cuentan para la tasa de actualizaciones.
journals-mass-ticked = Escribir un texto para los préstamos marcados
journals-mass-chosen = { $count ->
    [one] { $shown } préstamo elegido
   *[other] { $shown } préstamos elegidos
}
journals-mass-ids = Más préstamos, por Loan ID
journals-mass-ids-help = Un Loan ID por línea.
journals-choose = Elegir el préstamo { $loan }
journals-origin-hand = Escrito aquí
journals-origin-mass = Actualización masiva
journals-file-help = { $columns ->
    [three] Loan ID, Client ID, asunto, texto y, si lo desea, la dirección de una foto. Puede llevar una fila de encabezado.
   *[two] Loan ID, asunto, texto y, si lo desea, la dirección de una foto. Puede llevar una fila de encabezado.
}
journals-then = Ningún prestamista recibe nada todavía: en la página siguiente usted vuelve a leer todo y lo publica.
journals-image = Dirección de una foto (opcional)
archive-mass = Actualización masiva: no cuenta para la tasa de actualizaciones.
archive-done-taken = Las actualizaciones se recibieron. Todavía no se ha publicado nada.
journals-origin-relisting = Publicado de nuevo
archive-relisting = Enviada al publicar de nuevo al prestatario: quien publicó ese borrador la había leído. Cuenta para la tasa de actualizaciones.
archives-title = Todas las actualizaciones recibidas
archives-all = Todas
archives-open = En espera
archives-closed = Confirmadas o descartadas
archives-none = No ha llegado ninguna actualización.
archives-sent-by = Enviadas por
archives-closed-by = Cerrado por
archives-address = Dirección
