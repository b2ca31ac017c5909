loans-title = Prêts
loans-found = { $count ->
    [0] Aucun prêt ne correspond.
    [one] { $shown } prêt
   *[other] { $shown } prêts
}
loans-found-more = { $count ->
    [0] Aucun n'a été trouvé parmi les premiers prêts regardés.
   *[other] Plus de { $shown } prêts correspondent, ou pourraient correspondre.
} Tapez plus de lettres, ou un identifiant entier.
loans-search = Chercher
loans-name = Nom
loans-loan-id = Loan ID
loans-client-id = Client ID
loans-kiva-id = Kiva ID
loans-location = Lieu
loans-price = Prix du prêt
loans-status = Statut
loans-status-any = Tout statut
loans-pages = Pages
loans-page = Page { $page } sur { $last }
loans-previous = Précédente
loans-next = Suivante

loan-borrowers = Emprunteurs
loan-story = Description
loan-use = Utilisation de ce prêt : { $use }
loan-schedule = Échéancier
loan-history = Historique
loan-activity = Activité
loan-theme = Initiative spéciale
loan-principal = Montant du prêt
loan-amount = Montant
loan-funded = Financé jusqu'ici
loan-rate = Taux de change à la publication, pour 1 USD
loan-disbursed = Date de décaissement
loan-posted = Publié
loan-repaid = Capital remboursé
loan-outstanding = Capital restant dû
loan-journals = Suivis publiés
loan-delinquent = Un remboursement est en retard.
loan-due-on = Échéance
loan-due-principal = Capital
loan-due-interest = Intérêt
loan-due-repaid = Remboursé
loan-due-settled = Remboursé
loan-due-late = En retard
loan-due-open = Pas encore échu
loan-when = Jour
loan-event = Ce qui s'est passé
loan-by = Par

status-inactive = En attente de vérification
status-reviewed = Vérifié
status-issue = Signalé
status-issue-revising = Signalé : en correction
status-issue-approving = Signalé : correction en vérification
status-inactive-expired = Expiré avant sa mise en ligne
status-fundraising = En collecte de fonds
status-raised = Financé
status-paying-back = En remboursement
status-expired = Expiré
status-ended = Terminé
status-defaulted = En défaut
status-refunded = Prêteurs remboursés
status-deleted = Retiré

event-publish = Publié
event-review = Vérification passée
event-raise-issue = Problème trouvé
event-begin-revision = Correction commencée
event-submit-revision = Correction remise
event-list = Mis en ligne pour les prêteurs
event-fund = Entièrement financé
event-expire = Collecte terminée
event-expire-inactive = Pas mis en ligne à temps
event-start-repayment = Remboursement commencé
event-repay-in-full = Entièrement remboursé
event-default = Mis en défaut
event-refund = Prêteurs remboursés
event-delete = Retiré

by-clock = De lui-même
by-operator = L'opérateur
by-kiva = Kiva

loan-gender = Genre
loan-expires = Il expire le { $day } si rien ne se passe avant.
loan-payments = Paiements par mois
loan-payments-help = Capital. Le dû et le déclaré sont des sommes depuis le décaissement ; le facturé est la part du mois, aux taux du relevé.
loan-month = Mois
loan-due-by-end = Dû à la fin du mois
loan-reported = Déclaré
loan-billed = Facturé
loan-billed-usd = À payer
loan-not-billed = Pas encore facturé
loan-month-on-time = À temps
loan-month-delinquent = En retard
loan-month-prepaid = Payé d'avance
loan-month-not-reported = Non déclaré
loan-problems = Erreurs et avertissements de ses lignes
loan-upload = Envoi
loan-row = Ligne
loan-problem = Erreur ou avertissement
loan-trail = Journal d'audit
loan-detail = Plus
deed-loan-review = A laissé passer la vérification
deed-loan-raise-issue = A signalé un problème
deed-loan-resubmit = A remis la correction
deed-loan-list = L'a mis en ligne pour les prêteurs
deed-loan-fund = L'a financé
deed-loan-disburse = L'a décaissé
deed-loan-expire = L'a laissé expirer
deed-loan-default = L'a mis en défaut
deed-loan-refund = A remboursé les prêteurs
deed-loan-ask-not-to-default = A demandé de ne pas le mettre en défaut
deed-loan-let-wait = L'a laissé attendre
deed-loan-refuse-to-wait = Ne l'a pas laissé attendre
deed-loan-withdraw-request = A retiré la demande
loan-relist = Présenter à nouveau l’emprunteur
loan-relist-means = Crée un brouillon avec le même emprunteur, son histoire et sa photo. La description commence par une mise à jour ; montants et dates sont nouveaux.
error-relist-early = Un emprunteur est présenté à nouveau quand le prêt précédent est remboursé.
deed-loan-tell-of-relisting = Les prêteurs ont appris que l’emprunteur est présenté à nouveau
