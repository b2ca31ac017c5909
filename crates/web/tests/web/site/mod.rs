mod api_access;
mod drafts;
mod home;
mod journals;
mod loans;
mod repayments;
mod sign_in;
