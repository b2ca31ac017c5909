//! Each step that some work takes in its database fails in turn.

use fieldlink_rows::{Faults, Ill, Place};

use crate::{Fault, FaultProxy, TestDatabase};

/// What the work meets in its database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Met {
    /// Nothing: all is well.
    Nothing,
    /// A file refuses a statement, behind so many that it could have refused.
    Refusal(Ill, usize),
    /// The line to a server breaks, behind so many messages.
    Break(Fault, usize),
}

/// Makes chosen steps fail, as the engine has it.
#[derive(Debug)]
pub struct Strikes(Way);

#[derive(Debug)]
enum Way {
    File(Faults),
    Line(FaultProxy),
}

impl Strikes {
    /// On this database; and the URL by which whoever is to be struck must open it.
    pub async fn on(database: &TestDatabase) -> (Strikes, String) {
        match Place::parse(database.url()).expect("a place") {
            Place::File(file) => (Strikes(Way::File(Faults::of(&file))), database.url().to_owned()),
            Place::Postgres(_) => {
                let (proxy, url) = FaultProxy::before(database.url()).await;
                (Strikes(Way::Line(proxy)), url)
            }
        }
    }

    /// Decides what is met from now on.
    pub fn arm(&self, met: Met) {
        match (&self.0, met) {
            (Way::File(faults), Met::Refusal(ill, passing)) => faults.arm(ill, passing),
            (Way::Line(proxy), Met::Break(fault, passing)) => proxy.arm_after(passing, fault),
            _ => assert_eq!(met, Met::Nothing, "another engine's"),
        }
    }

    /// Makes all well. Whether what was armed was met.
    pub async fn heal(&self) -> bool {
        match &self.0 {
            Way::File(faults) => faults.heal().await,
            Way::Line(proxy) => proxy.disarm(),
        }
    }

    /// Does the work again and again: by each fault its first step fails, then its second, and so on until it has no more.
    /// Each of them fails twice in a row, and then all is well. Answers how many steps failed.
    ///
    /// The work arms what it is handed when it begins, heals when it has ended, and answers what that says.
    pub async fn each_in_turn(&self, mut work: impl AsyncFnMut(Met) -> bool) -> usize {
        let faults: &[fn(usize) -> Met] = match self.0 {
            Way::File(_) => &[
                |n| Met::Refusal(Ill::Full, n),
                |n| Met::Refusal(Ill::Interrupted, n),
                |n| Met::Refusal(Ill::Busy, n),
            ],
            Way::Line(_) => &[
                |n| Met::Break(Fault::LoseRequest, n),
                |n| Met::Break(Fault::LoseAnswer, n),
            ],
        };
        let mut failed = 0;
        for fault in faults {
            for passing in 0.. {
                let (one, two) = (work(fault(passing)).await, work(fault(passing)).await);
                failed += usize::from(one) + usize::from(two);
                work(Met::Nothing).await;
                if !(one || two) {
                    break;
                }
            }
        }
        failed
    }
}
