mail-foot = Fieldlink PA2. Nadie lee esta dirección.
mail-invitation-subject = Invitación a PA2 para {$partner}
mail-invitation =
    Hola, {$name}:

    {$by} lo invitó a PA2, donde {$partner} trabaja con Kiva.

    Elija aquí su contraseña:
    {$link}

    { $days ->
        [one] El enlace funciona una sola vez y durante un día.
       *[other] El enlace funciona una sola vez y durante {$days} días.
    } Si no esperaba una invitación, no haga nada con este correo: no pasará nada.
mail-password-subject = Elija una contraseña nueva para PA2
mail-password =
    Hola, {$name}:

    Alguien, probablemente usted, pidió una contraseña nueva para PA2.

    Elíjala aquí:
    {$link}

    { $hours ->
        [one] El enlace funciona una sola vez y durante una hora.
       *[other] El enlace funciona una sola vez y durante {$hours} horas.
    } Si usted no la pidió, no haga nada con este correo: su contraseña queda como está.
mail-archive-subject =
    { $journals ->
        [one] 1 seguimiento de {$partner} espera su revisión
       *[other] {$journals} seguimientos de {$partner} esperan su revisión
    }
mail-archive =
    { $journals ->
        [one] Llegó un seguimiento
       *[other] Llegaron {$journals} seguimientos
    } para {$partner}. Una persona debe leerlas y publicarlas.
    { $blocked ->
        [0] Todas se pueden publicar como están.
        [one] Una de ellas no se puede publicar como está.
       *[other] {$blocked} de ellas no se pueden publicar como están.
    }

    Léalas aquí:
    {$link}
mail-report-subject = Ya toca el reporte de pagos de {$partner} de {$month}
mail-report =
    El reporte de pagos de {$partner} de {$month} todavía está abierto. El {$day} se cierra como esté en ese momento; después no se puede cambiar nada.

    Véalo aquí:
    {$link}
mail-issue-subject = Kiva encontró algo en el préstamo {$loan}
mail-issue =
    Un revisor de Kiva señaló un problema en un préstamo de {$partner}.

    Loan ID {$loan}, Kiva ID {$kiva}
    Problema {$code}: {$text}

    El préstamo espera hasta que esto se resuelva. Véalo aquí:
    {$link}
mail-issues-subject =
    { $loans ->
        [one] Un préstamo de {$partner} con observaciones le espera
       *[other] {$loans} préstamos de {$partner} con observaciones le esperan
    }
mail-issues =
    { $loans ->
        [one] Un revisor de Kiva encontró algo en un préstamo de {$partner}. No llega a los prestamistas hasta que usted lo corrija.
       *[other] Los revisores de Kiva encontraron algo en {$loans} préstamos de {$partner}. No llegan a los prestamistas hasta que usted los corrija.
    }

    Vea aquí lo que se pide:
    {$link}
mail-mass-asked-subject =
    { $loans ->
        [one] {$partner} pide un incumplimiento masivo de un préstamo
       *[other] {$partner} pide un incumplimiento masivo de {$loans} préstamos
    }
mail-mass-asked =
    { $loans ->
        [one] {$partner} pide a Kiva que declare incumplido un préstamo.
       *[other] {$partner} pide a Kiva que declare incumplidos {$loans} préstamos a la vez.
    } Nada cambia en ellos antes de que alguien de Kiva responda.

    Responda aquí:
    {$link}
mail-mass-answered-subject = Kiva respondió la solicitud de incumplimiento masivo de {$partner}
mail-mass-answered =
    { $answer ->
        [granted] Kiva aceptó la solicitud de {$partner}: los préstamos en pago se declaran incumplidos.
       *[refused] Kiva rechazó la solicitud de {$partner}: los préstamos quedan como están.
    }
    { $loans ->
        [one] Trata de un préstamo.
       *[other] Trata de {$loans} préstamos.
    } {$words}

    Véala aquí:
    {$link}
