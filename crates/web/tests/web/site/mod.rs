mod api_access;
mod drafts;
mod home;
mod journals;
mod loans;
mod month_sums;
mod repayments;
mod sign_in;
