finding-text-unusable = { $kind ->
    [long] Aquí caben como máximo { $most } caracteres.
   *[nul] Este texto contiene el carácter U+0000, que ningún texto puede contener.
}
finding-waiver-missing = Debe haber en archivo una autorización firmada del cliente para este préstamo.
finding-borrower-missing = Un préstamo necesita al menos un prestatario.
finding-borrower-repeated = Este Loan ID y Client ID aparecen más de una vez en este borrador.
finding-group-name-missing = Ingrese el nombre del grupo.
finding-group-of-one = Este es un préstamo grupal con un solo prestatario. Si es un préstamo individual, borre el nombre del grupo.
finding-group-too-large = Un grupo tiene como máximo { $most } integrantes.
finding-client-id-missing = Ingrese el Client ID.
finding-loan-id-missing = Ingrese el Loan ID.
finding-first-name-missing = Ingrese el nombre del prestatario.
finding-gender-missing = Elija el género del prestatario.
finding-group-field-on-individual = Este campo es solo para préstamos grupales. Un préstamo individual lleva los ids de su prestatario.
finding-not-pictured-on-individual = «No aparece en la foto» es solo para préstamos grupales. Quítelo de un préstamo individual.
finding-loan-id-taken = Ya hay en Kiva un préstamo con este Loan ID y Client ID.
finding-loan-id-shared = Otro cliente tiene en Kiva un préstamo con este Loan ID.
finding-location-missing = Elija la ubicación.
finding-location-unknown = Esta ubicación no es una de las de su organización.
finding-activity-missing = Elija la actividad.
finding-activity-unknown = Esta actividad no es una de las de su organización.
finding-language-missing = Elija el idioma de la descripción.
finding-language-unknown = Este idioma no es uno de los de su organización.
finding-loan-use-missing = Ingrese para qué se usa el préstamo.
finding-loan-use-form = El uso del préstamo, en inglés, debe comenzar con «to», como en «to buy seed».
finding-description-missing = Ingrese la descripción.
finding-description-has-family-name = La descripción contiene un apellido. Los apellidos no se muestran a los prestamistas.
finding-theme-missing = Elija la campaña de préstamo.
finding-theme-unknown = Esta campaña de préstamo no es una de las de su organización.
finding-theme-limit = Este préstamo sobrepasa el límite de su campaña. Algunos de sus préstamos podrían vencer.
finding-credit-limit = Este préstamo sobrepasa su límite de crédito. Algunos de sus préstamos podrían vencer.
finding-disbursal-invalid = La fecha de desembolso que ingresó no es válida.
finding-disbursal-window = La fecha de desembolso debe ser de hace menos de { $past } días y de no más de { $ahead } días en el futuro.
finding-currency-missing = Elija la moneda.
finding-currency-unknown = Esta moneda no es una de las de su organización.
finding-amount-zero = Cada prestatario debe recibir un desembolso mayor que cero. Ingrese el monto del préstamo.
finding-amount-too-small = El monto del préstamo debe ser mayor que { $least } USD para publicarlo en Kiva.
finding-amount-unreadable = { $decimals ->
    [none] El monto es demasiado grande.
    [0] Esta moneda no tiene centavos: ingrese un número entero.
   *[other] El monto tiene más de { $decimals } decimales.
}
finding-group-amount = Un préstamo grupal de su organización es de { $most } USD como máximo.
finding-schedule-missing = Ingrese el calendario de pagos.
finding-schedule-negative = Un pago no puede ser menor que cero.
finding-schedule-unreadable = { $decimals ->
    [none] El monto es demasiado grande.
    [0] Esta moneda no tiene centavos: ingrese un número entero.
   *[other] El monto tiene más de { $decimals } decimales.
}
finding-schedule-sum = El capital del calendario ({ $sum }) debe ser igual al monto del préstamo ({ $total }).
finding-schedule-before-disbursal = El primer pago debe ser posterior a la fecha de desembolso.
finding-schedule-parameters-invalid = { $part ->
    [firstRepaymentDate] Ingrese la fecha del primer pago.
    [nInstallments] El número de pagos debe estar entre 1 y 600.
    [nRepeat] El intervalo entre dos pagos debe estar entre 1 y 600.
    [nRepeatUnit] Elija días, semanas, meses o años.
    [interestRateType] Elija el tipo de interés: sobre saldos o fijo.
   *[annualRate] El interés anual debe estar entre 0 y 1000 por ciento.
}
finding-schedule-parameters-range = El último pago está demasiado lejos en el futuro.
finding-photo-missing = { $address ->
    [yes] Se necesita una foto. Las direcciones de fotos no se abren: suba la foto misma.
   *[no] Se necesita una foto que muestre claramente al prestatario.
}
finding-photo-too-old = Esta foto se usó por primera vez hace más de { $months } meses. Tome una nueva.
finding-photo-used-up = Esta foto ya está en dos préstamos. La foto de un prestatario puede usarse una vez más, no dos.
finding-photo-other-members = Menos del { $overlap } % de los integrantes son los del préstamo para el que se usó esta foto por primera vez. Tome una nueva.
finding-not-pictured-count = «No aparece en la foto» necesita un valor por cada prestatario: { $values } valores, { $borrowers } prestatarios.
finding-nobody-pictured = Al menos un integrante debe aparecer en la foto.
finding-draft-incomplete = El borrador no está completo. Revise cada paso otra vez.
finding-amount-typed = Ingrese un número, con punto antes de los centavos y sin comas.
finding-number-typed = Ingrese un número entero.
finding-schedule-date = Ingrese el día de este pago.
finding-schedule-first-date = Ingrese el día del primer pago.
finding-monthly-limit = Este préstamo sobrepasa lo que puede publicar en un mes. Puede esperar al siguiente.
finding-schedule-too-early = Un préstamo de su organización puede pagarse { $months } meses después de su desembolso: ningún pago puede vencer antes del { $day }.
