//! What every handler can reach.

use std::sync::Arc;

use fieldlink_app::Pa2;
use fieldlink_serve::Stopping;
use metrics_exporter_prometheus::PrometheusHandle;

/// Shared by all handlers. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub pa2: Arc<Pa2>,
    /// Where `/metrics` is read from; none when nobody installed a recorder.
    pub metrics: Option<PrometheusHandle>,
    /// Whether the server has been told to stop.
    pub stopping: Stopping,
}

impl AppState {
    /// A state over a running PA2.
    pub fn new(pa2: Pa2) -> AppState {
        AppState {
            pa2: Arc::new(pa2),
            metrics: None,
            stopping: Stopping::default(),
        }
    }
}
