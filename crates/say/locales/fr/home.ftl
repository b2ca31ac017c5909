home-title = Accueil
home-issues = { $count ->
    [one] { $shown } de vos prêts présente un problème et ne peut pas être mis en ligne.
   *[other] { $shown } de vos prêts présentent un problème et ne peuvent pas être mis en ligne.
}
home-issues-link = Voir ce qu’il faut corriger
home-loans = Prêts
home-drafts = { $count ->
    [0] Aucun brouillon
    [one] { $shown } brouillon
   *[other] { $shown } brouillons
}
home-drafts-help = à vérifier et à publier
home-no-loans = Aucun prêt n’a encore été publié.
home-journals = Suivis
home-archives = { $count ->
    [0] Aucun suivi n’attend de confirmation.
    [one] { $shown } lot de suivis attend une confirmation.
   *[other] { $shown } lots de suivis attendent une confirmation.
}
home-journals-link = Aller aux Suivis
home-month = Remboursements : { $month }
home-month-link = Aller aux Remboursements

home-todo = Ce qui vous attend aujourd’hui
home-todo-none = Rien ne vous attend.
home-todo-drafts = { $count ->
    [one] Vérifier et publier { $shown } brouillon
   *[other] Vérifier et publier { $shown } brouillons
}
home-todo-archives = { $count ->
    [one] Confirmer { $shown } lot de suivis
   *[other] Confirmer { $shown } lots de suivis
}
home-todo-report = { $count ->
    [one] Déclarer encore { $shown } prêt : { $month }
   *[other] Déclarer encore { $shown } prêts : { $month }
}
home-todo-errors = { $count ->
    [one] Corriger { $shown } ligne de la déclaration
   *[other] Corriger { $shown } lignes de la déclaration
}
home-todo-finalize = Rendre définitive la déclaration : { $month }
home-todo-by = avant le { $day } ; elle devient définitive d’elle-même le { $final }
home-todo-at-risk = { $count ->
    [one] Regarder { $shown } prêt menacé de défaut
   *[other] Regarder { $shown } prêts menacés de défaut
}
