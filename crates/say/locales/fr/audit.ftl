audit-damaged = Le journal est endommagé. Prévenez Kiva.
audit-row-changed = Le journal est rompu à la ligne {$row} : elle ou la précédente a été modifiée après avoir été écrite.
audit-row-not-vouched = Le journal est rompu à la ligne {$row} : elle n’a pas été écrite avec la clé, ou une ligne précédente a été modifiée et les sceaux refaits.
audit-rows-missing = Les lignes {$row} à {$last} manquent ; elles ont été retirées après avoir été écrites.
audit-row-doubled = La ligne {$row} s’y trouve plus d’une fois ; une a été ajoutée.
audit-end-cut = Les dernières lignes, {$row} à {$last}, manquent ; elles ont été retirées après avoir été écrites.
audit-rows-beyond-end = Les lignes {$row} à {$last} se trouvent au-delà de la fin de la chaîne ; elles ont été ajoutées, ou la fin a été reculée.
audit-end-missing = La fin de la chaîne manque, alors que ses lignes sont là ; elle a été retirée.
audit-end-not-vouched = La fin de la chaîne n’a pas été posée avec la clé ; les dernières lignes ont pu être retirées.
audit-row-not-as-noted = La ligne {$row} n’est pas celle que l’installation a notée ; la chaîne a été reculée, ou une autre mise à sa place.
audit-chain-missing = La chaîne entière manque ; elle a été retirée.
audit-chain-not-noted = L’installation ne connaît pas cette chaîne ; elle a été apportée d’ailleurs.
audit-installation-damaged = La chaîne de l’installation elle-même est endommagée ; il n’est donc pas certain que celle-ci soit complète.
audit-before = Les lignes 1 à {$rows} datent d’avant la clé d’aujourd’hui ({$under}) ; elles ont été scellées telles qu’elles étaient à son arrivée, le {$day}.
audit-before-none = Les lignes 1 à {$rows} datent d’avant que le journal ait une clé ; elles ont été scellées telles qu’elles étaient à son arrivée, le {$day}.
error-audit-key = Le journal d’audit de cette base de données est tenu avec la clé { $kept }, mais ce processus a la clé { $own }. Donnez-lui la bonne. Si elle est perdue, commencez-en une nouvelle, ce que le journal dira pour toujours : fieldlink pa2 audit rekey
error-audit-key-lost = Cette base de données a servi, mais ne dit pas avec quelle clé son journal d’audit est tenu : quelqu’un l’a retiré. Comparez-la avec une sauvegarde et avec les fins du journal qui ont été envoyées. Pour commencer une nouvelle clé, ce que le journal dira pour toujours : fieldlink pa2 audit rekey
error-audit-key-used = Le journal d’audit est ou a été tenu avec la clé { $key }. Une clé ne sert qu’une fois : créez-en une autre.
error-audit-key-since = Le journal d’audit est passé à une autre clé, { $kept }. Qui exploite PA2 doit le redémarrer avec elle ; d’ici là, rien ne peut être enregistré.
error-operator-email = Le réglage operator_email, { $address }, n’est pas une adresse e-mail.
act-audit-key = A mis le journal d’audit sous une clé
act-audit-heads = A noté jusqu’où va le journal d’audit
mail-audit-subject = Jusqu’où va le journal d’audit de PA2 le {$day}
mail-audit =
    Gardez ce courriel là où ne l’atteint personne qui détient la base de données. Il vous dira plus tard si le journal d’audit a été modifié, coupé ou ramené à une copie plus ancienne.

    Les fins du journal le {$day} : le numéro du partenaire (0 : l’installation), sa dernière ligne et le hachage de cette ligne. Elles sont tenues avec la clé {$key}.

    {$heads}

    Pour les vérifier, enregistrez ce courriel dans un fichier :
    fieldlink pa2 audit verify --since-file FICHIER

    Elles viennent de :
    {$link}

    Un jour sans ce courriel est aussi un signe.
