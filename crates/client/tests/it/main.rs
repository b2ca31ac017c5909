//! The client against real sockets. One binary: a new file is a `mod` here, marked as test code for the lints.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod lost;
#[cfg(test)]
mod promise;
#[cfg(test)]
mod retries;
#[cfg(test)]
mod support;
#[cfg(test)]
mod surface;
#[cfg(test)]
mod tokens;
