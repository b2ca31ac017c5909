//! Photos, kept apart from the tables: a local folder by default.

use std::path::Path;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, memory::InMemory};

use crate::{Error, Result};

/// Where photos are kept. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Photos(Arc<dyn ObjectStore>);

impl Photos {
    /// A folder, made if missing.
    pub fn folder(path: &Path) -> Result<Photos> {
        std::fs::create_dir_all(path).map_err(|source| {
            Error::Photos(object_store::Error::Generic {
                store: "folder",
                source: Box::new(source),
            })
        })?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(Error::Photos)?;
        // The row that names a photo is on the disk when it is committed; so must the photo be, and its place in the folder.
        Ok(Photos(Arc::new(store.with_fsync(true))))
    }

    /// Memory: gone with the process; for tests.
    pub fn memory() -> Photos {
        Photos(Arc::new(InMemory::new()))
    }

    /// Keeps a photo under a key.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<()> {
        self.0.put(&key.into(), bytes.into()).await.map_err(Error::Photos)?;
        Ok(())
    }

    /// The photo under a key.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        match self.0.get(&key.into()).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(Error::Photos)?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(other) => Err(Error::Photos(other)),
        }
    }
}
