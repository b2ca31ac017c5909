mail-foot = Fieldlink PA2. This address is not read.
mail-invitation-subject = You are invited to PA2 for {$partner}
mail-invitation =
    Hello {$name},

    {$by} has invited you to PA2, where {$partner} works with Kiva.

    Choose your password here:
    {$link}

    { $days ->
        [one] The link works once and for one day.
       *[other] The link works once and for {$days} days.
    } If you expected no invitation, leave this e-mail: nothing happens.
mail-password-subject = Choose a new password for PA2
mail-password =
    Hello {$name},

    somebody, probably you, has asked for a new password for PA2.

    Choose it here:
    {$link}

    { $hours ->
        [one] The link works once and for one hour.
       *[other] The link works once and for {$hours} hours.
    } If you did not ask, leave this e-mail: your password stays as it is.
mail-archive-subject =
    { $journals ->
        [one] 1 journal of {$partner} waits for you
       *[other] {$journals} journals of {$partner} wait for you
    }
mail-archive =
    { $journals ->
        [one] One journal has come
       *[other] {$journals} journals have come
    } for {$partner}. A person must read and publish them.
    { $blocked ->
        [0] All of them can be published as they are.
        [one] One of them cannot be published as it is.
       *[other] {$blocked} of them cannot be published as they are.
    }

    Read them here:
    {$link}
mail-report-subject = The repayment report of {$partner} for {$month} is due
mail-report =
    The repayment report of {$partner} for {$month} is open yet. On {$day} it is made final as it stands then; after that nothing of it can change.

    Look at it here:
    {$link}
mail-issue-subject = Kiva found something on loan {$loan}
mail-issue =
    A reviewer at Kiva has raised an issue on a loan of {$partner}.

    Loan ID {$loan}, Kiva ID {$kiva}
    Issue {$code}: {$text}

    The loan waits until this is settled. Look at it here:
    {$link}
mail-issues-subject =
    { $loans ->
        [one] One issue loan of {$partner} waits for you
       *[other] {$loans} issue loans of {$partner} wait for you
    }
mail-issues =
    { $loans ->
        [one] A reviewer at Kiva has found something on a loan of {$partner}. It does not go to lenders until you have corrected it.
       *[other] Reviewers at Kiva have found something on {$loans} loans of {$partner}. They do not go to lenders until you have corrected them.
    }

    See what is asked for here:
    {$link}
mail-mass-asked-subject =
    { $loans ->
        [one] {$partner} asks for a mass default of one loan
       *[other] {$partner} asks for a mass default of {$loans} loans
    }
mail-mass-asked =
    { $loans ->
        [one] {$partner} asks Kiva to default one loan.
       *[other] {$partner} asks Kiva to default {$loans} loans at once.
    } Nothing happens to them before somebody at Kiva answers.

    Answer here:
    {$link}
mail-mass-answered-subject = Kiva has answered the mass default request of {$partner}
mail-mass-answered =
    { $answer ->
        [granted] Kiva has granted the request of {$partner}: the loans that are paying back are defaulted.
       *[refused] Kiva has refused the request of {$partner}: the loans stay as they are.
    }
    { $loans ->
        [one] It is about one loan.
       *[other] It is about {$loans} loans.
    } {$words}

    See it here:
    {$link}
