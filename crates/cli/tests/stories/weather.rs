//! Which calls of a bad day go wrong, and how.
//!
//! Calls that are under way together arrive in any order. So what happens to a call depends on the seed, on the run, on what
//! it says and on how often it was made in that run, not on the calls before it: a seed repeats it.

use std::collections::HashMap;

use fieldlink_testkit::{Call, CallFault, Seeded};
use rand::Rng;
use rand::seq::IndexedRandom;

/// A call that only asks is struck so many times less often: a large partner's run asks hundreds of times before it sends,
/// and would never come to that.
const SPARED: u32 = 40;
/// In each run the calls share so many weathers among them, good ones and bad ones.
const SPELLS: u64 = 8;

/// The weather of a day.
pub struct Weather {
    seed: u64,
    run: usize,
    bad: bool,
    /// How often each call was made in this run.
    made: HashMap<u64, u32>,
    faults: usize,
    struck: usize,
}

impl Weather {
    /// The weather of the day with this seed.
    pub fn new(seed: u64) -> Weather {
        Weather {
            seed,
            run: 0,
            bad: true,
            made: HashMap::new(),
            faults: 0,
            struck: 0,
        }
    }

    /// Another run begins.
    pub fn turn(&mut self, run: usize, bad: bool) {
        (self.run, self.bad) = (run, bad);
        self.made.clear();
    }

    /// How many calls went wrong until now, and how many of them brought something.
    pub fn struck(&self) -> (usize, usize) {
        (self.faults, self.struck)
    }

    /// What happens to a call.
    pub fn next(&mut self, call: Call<'_>) -> CallFault {
        if !self.bad {
            return CallFault::Pass;
        }
        let sent = is_sent(call.target);
        // What a call for a token brings holds a secret, which is another one each day.
        let body = if sent { call.body } else { &[] };
        let which: u64 = Seeded::about(self.seed, (call.target, body)).random();
        let times = self.made.entry(which).or_default();
        *times += 1;
        let mut spell = Seeded::about(self.seed, (self.run, which % SPELLS));
        let one_in = *[2, 5, 20, 100, 1_000].choose(&mut spell).unwrap();
        let one_in = if sent { one_in } else { one_in * SPARED };
        let mut random = Seeded::about(self.seed, (self.run, which, *times));
        if random.random_range(0..one_in) > 0 {
            return CallFault::Pass;
        }
        self.faults += 1;
        self.struck += usize::from(sent);
        *CallFault::ALL.choose(&mut random).unwrap()
    }
}

/// Whether a call brings something to PA2, and does not only ask.
fn is_sent(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    ["loan_draft", "repayments", "journals"]
        .iter()
        .any(|name| path.ends_with(name))
}

#[test]
fn what_happens_to_a_call_does_not_depend_on_the_order_of_calls() {
    let bodies: Vec<String> = (0..400).map(|n| format!("batch {}", n % 100)).collect();
    let day = |order: &mut dyn Iterator<Item = &String>| {
        let mut weather = Weather::new(7);
        weather.turn(1, true);
        let mut met: Vec<(String, String)> = order
            .map(|body| {
                let call = Call {
                    target: "/v3/partner/1/repayments",
                    body: body.as_bytes(),
                };
                (body.clone(), format!("{:?}", weather.next(call)))
            })
            .collect();
        met.sort();
        (met, weather.struck())
    };
    let (there, back) = (day(&mut bodies.iter()), day(&mut bodies.iter().rev()));
    assert_eq!(there, back);
    assert!(there.1.1 > 0, "nothing went wrong");
}
