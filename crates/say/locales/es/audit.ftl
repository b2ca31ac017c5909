audit-damaged = El registro está dañado. Avise a Kiva.
audit-row-changed = El registro está roto en la fila {$row}: esa fila o la anterior se cambió después de escribirse.
audit-row-not-vouched = El registro está roto en la fila {$row}: no se escribió con la clave, o se cambió una fila anterior y se rehicieron los sellos.
audit-rows-missing = Faltan las filas {$row} a {$last}; se quitaron después de escribirse.
audit-row-doubled = La fila {$row} está más de una vez; se añadió una.
audit-end-cut = Faltan las últimas filas, {$row} a {$last}; se quitaron después de escribirse.
audit-rows-beyond-end = Las filas {$row} a {$last} están más allá del final de la cadena; se añadieron, o el final se retrasó.
audit-end-missing = Falta el final de la cadena, aunque sus filas están; lo quitaron.
audit-end-not-vouched = El final de la cadena no se fijó con la clave; puede que se hayan quitado las últimas filas.
audit-row-not-as-noted = La fila {$row} no es la que anotó la instalación; la cadena se retrasó, o se puso otra en su lugar.
audit-chain-missing = Falta la cadena entera; la quitaron.
audit-chain-not-noted = La instalación no conoce esta cadena; la trajeron de otra parte.
audit-installation-damaged = La cadena propia de la instalación está dañada, así que no es seguro que esta esté completa.
audit-before = Las filas 1 a {$rows} son anteriores a la clave de hoy ({$under}); se sellaron tal como estaban cuando llegó, el {$day}.
audit-before-none = Las filas 1 a {$rows} son de antes de que el registro tuviera clave; se sellaron tal como estaban cuando llegó, el {$day}.
error-audit-key = El registro de auditoría de esta base de datos se lleva con la clave { $kept }, pero este proceso tiene la clave { $own }. Dele la correcta. Si se perdió, empiece una nueva, lo que el registro dirá para siempre: fieldlink pa2 audit rekey
error-audit-key-lost = Esta base de datos se usó, pero no dice con qué clave se lleva su registro de auditoría: alguien lo quitó. Compárela con una copia de seguridad y con los finales del registro que se enviaron. Para empezar una clave nueva, lo que el registro dirá para siempre: fieldlink pa2 audit rekey
error-audit-key-used = El registro de auditoría se lleva o se llevó con la clave { $key }. Una clave se usa una sola vez: cree otra.
error-audit-key-since = El registro de auditoría pasó a otra clave, { $kept }. Quien opera PA2 debe iniciarlo de nuevo con ella; hasta entonces no se puede guardar nada.
error-operator-email = El ajuste operator_email, { $address }, no es una dirección de correo.
act-audit-key = Puso el registro de auditoría bajo una clave
act-audit-heads = Anotó hasta dónde llega el registro de auditoría
mail-audit-subject = Hasta dónde llega el registro de auditoría de PA2 el {$day}
mail-audit =
    Guarde este correo donde no lo alcance nadie que tenga la base de datos. Con él podrá saber más tarde si el registro de auditoría se cambió, se cortó o se retrasó a una copia antigua.

    Los finales del registro el {$day}: el número del socio (0: la instalación), su última fila y el hash de esa fila. Se llevan con la clave {$key}.

    {$heads}

    Para comprobarlos, guarde este correo como archivo:
    fieldlink pa2 audit verify --since-file ARCHIVO

    Vienen de:
    {$link}

    Un día sin este correo también es una señal.
