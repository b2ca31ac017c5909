tab-defaults = Incumplimientos
defaults-title = Incumplimientos
defaults-parts = Páginas de esta pestaña
defaults-at-risk = En riesgo
defaults-requests = Solicitudes de no declarar incumplimiento
defaults-recoveries = Recuperaciones
defaults-explained = Un préstamo que no se paga por completo pasa por sí mismo a incumplimiento { $months } meses después de vencer su último pago. Hasta entonces se puede informar lo cobrado.
defaults-open-requests = { $count ->
    [one] { $shown } solicitud espera la respuesta de Kiva.
   *[other] { $shown } solicitudes esperan la respuesta de Kiva.
}
defaults-within = Incumplen
defaults-within-term = Todos, tras su último vencimiento
defaults-within-90 = En 90 días
defaults-within-30 = En 30 días
defaults-show = Mostrar
defaults-count = { $count ->
    [0] Ningún préstamo está en riesgo.
    [one] { $shown } préstamo
   *[other] { $shown } préstamos
}
defaults-count-more = { $count ->
   *[other] { $shown } préstamos o más
}
defaults-choice = Elegir
defaults-choose-one = Elegir { $name }
defaults-choose = --
defaults-day = Incumple el
defaults-last-due = Último pago vencía el
defaults-request = Solicitud
defaults-first = Primera página
defaults-state-open = Espera la respuesta de Kiva
defaults-state-granted = No incumple antes del { $day }
defaults-state-refused = Rechazada
defaults-state-withdrawn = Retirada
defaults-reason = Motivo
defaults-reason-death = El prestatario falleció
defaults-reason-illness = Enfermedad del prestatario o de su familia
defaults-reason-business = El negocio fracasó
defaults-reason-moved = El prestatario se mudó y no se lo encuentra
defaults-reason-disaster = Sequía, inundación o incendio
defaults-reason-unrest = Disturbios o guerra
defaults-reason-fraud = Fraude
defaults-reason-unwilling = El prestatario no quiere pagar
defaults-reason-other = Otro motivo
defaults-note = En pocas palabras
defaults-give-up = Declarar incumplido este préstamo
defaults-give-up-chosen = Declarar incumplidos los elegidos
defaults-give-up-go-on = Continuar
defaults-give-up-means = El préstamo termina en incumplimiento: los prestamistas pierden lo pendiente. Lo que se cobre después puede informarse como recuperación; si se paga por completo, termina como pagado. Un incumplimiento no se puede deshacer aquí.
defaults-give-up-these = { $count ->
    [one] Declarar incumplido { $shown } préstamo
   *[other] Declarar incumplidos { $shown } préstamos
}
defaults-give-up-sure = { $count ->
    [one] Sí, declarar incumplido este préstamo
   *[other] Sí, declarar incumplidos estos { $shown } préstamos
}
defaults-given-up-many = Declarados incumplidos: { $done } de { $of }.
defaults-given-up = Declarado incumplido
defaults-outcome = Resultado
defaults-back = Volver a los préstamos en riesgo
defaults-none-chosen = No se eligió ningún préstamo.
defaults-reason-missing = Elija un motivo.
defaults-note-missing = Diga en pocas palabras por qué se dan por perdidos estos préstamos.
defaults-note-too-long = Como máximo { $most } caracteres, por favor.
defaults-too-many = Se pueden declarar incumplidos como máximo { $most } préstamos a la vez.
defaults-not-paying-back = Este préstamo no está en pago, así que no puede declararse incumplido ni esperar.
defaults-when = Si no se paga por completo, pasa por sí mismo a incumplimiento el { $day }.
defaults-told = En incumplimiento desde el { $day }, por: { $who }. Pendiente entonces: { $lost }. Recuperado desde entonces: { $recovered }.
defaults-requests-explained = Pida a Kiva que no declare incumplido un préstamo que todavía se va a pagar. La solicitud se hace en la página del préstamo. Mientras espera respuesta, el préstamo igual incumple en su día.
defaults-requests-open = Esperan la respuesta de Kiva
defaults-requests-none = No hay solicitudes en espera.
defaults-requests-more = Hay más; aparecen aquí a medida que estas se responden.
defaults-requests-closed = Respondidas o retiradas
defaults-requests-none-closed = Todavía ninguna.
defaults-asked = Pedido por { $who } el { $day }: no antes del { $until }.
defaults-until = No incumple antes del
defaults-words = Su respuesta en pocas palabras
defaults-grant = Dejar que espere
defaults-refuse = Rechazar
defaults-withdraw = Retirar la solicitud
defaults-why = Por qué no debe declararse incumplido
defaults-answer = Respuesta
defaults-ask = Pedir a Kiva que no lo declare incumplido
defaults-ask-means = Diga qué pasó y cuándo espera cobrar. Kiva deja que el préstamo espere hasta un día, o lo rechaza.
defaults-ask-send = Enviar la solicitud
defaults-wanted = Debe esperar hasta el
defaults-why-missing = Diga por qué el préstamo no debe declararse incumplido.
defaults-day-unfit = Elija un día en el futuro, a no más de cinco años.
defaults-asked-already = Ya hay una solicitud de este préstamo que espera respuesta.
defaults-request-closed = Esta solicitud ya fue respondida o retirada.
defaults-recoveries-explained = Lo que se cobra de un préstamo incumplido es una recuperación. Infórmelo como un pago. Un préstamo pagado por completo termina como pagado.
defaults-defaulted-count = { $count ->
    [0] Ningún préstamo ha incumplido.
    [one] { $shown } préstamo incumplido
   *[other] { $shown } préstamos incumplidos
}
defaults-defaulted-on = Incumplido el
defaults-lost = Pendiente entonces
defaults-recovered = Recuperado desde entonces
loan-currency = Moneda
defaults-mass = Declarar en mora por una lista de ID
defaults-mass-means = Pegue los Loan ID, uno por línea, como máximo { $most }. Para más, pida a Kiva una declaración masiva.
defaults-mass-ids = Loan ID
defaults-mass-unfit = { $count ->
    [one] { $shown } ID no corresponde a ningún préstamo en pago. Se deja fuera:
   *[other] { $shown } ID no corresponden a ningún préstamo en pago. Se dejan fuera:
}
defaults-mass-requests = Solicitudes de incumplimiento masivo
defaults-mass-requests-explained = Pida a Kiva que declare incumplidos muchos préstamos a la vez, por un solo motivo: tras una inundación, por ejemplo. Kiva mira la solicitud y los declara incumplidos, o la rechaza. Hasta entonces nada cambia en los préstamos.
defaults-mass-ask = Pedir a Kiva un incumplimiento masivo
defaults-mass-ask-means = Elija los préstamos, como máximo { $most }, y diga por qué. Kiva declara incumplidos los que sigan en pago, o rechaza con unas palabras.
defaults-mass-which = Qué préstamos
defaults-mass-which-listed = Los de los Loan ID de abajo
defaults-mass-ids-help = Uno por línea. No se lee si arriba se eligen préstamos en riesgo.
defaults-mass-back = Volver a las solicitudes
defaults-mass-ask-these = { $count ->
    [one] Pedir a Kiva que declare incumplido { $shown } préstamo
   *[other] Pedir a Kiva que declare incumplidos { $shown } préstamos
}
defaults-mass-ask-sure = { $count ->
    [one] Sí, pedirlo para este préstamo
   *[other] Sí, pedirlo para estos { $shown } préstamos
}
defaults-mass-loans = Préstamos
defaults-mass-granted = Aceptada: los préstamos se declaran incumplidos
defaults-mass-title = Solicitud { $id }
defaults-mass-asked = { $count ->
    [one] Pedido por { $who } el { $day }: { $shown } préstamo.
   *[other] Pedido por { $who } el { $day }: { $shown } préstamos.
}
defaults-mass-left = { $count ->
    [0] Ninguno de los { $of } préstamos está en pago.
    [one] { $shown } de los { $of } préstamos está en pago.
   *[other] { $shown } de los { $of } préstamos están en pago.
}
defaults-mass-unfinished = Esta solicitud se aceptó, pero no todos sus préstamos se declararon incumplidos: algo se detuvo a mitad de camino. Declare los que faltan.
defaults-mass-grant = { $count ->
    [one] Declarar incumplido { $shown } préstamo
   *[other] Declarar incumplidos { $shown } préstamos
}
