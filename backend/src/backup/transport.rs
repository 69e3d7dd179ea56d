//! How object storage is spoken to: HTTP, and TLS with the same cryptography as to the database.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector as Tcp},
    rt::TokioExecutor,
};
use object_store::{
    ClientOptions,
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse,
        HttpService,
    },
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};

/// A whole answer in the end, or none.
const PATIENCE: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub struct Transport;

#[derive(Debug)]
struct Speaker(Client<HttpsConnector<Tcp>, HttpRequestBody>);

impl HttpConnector for Transport {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let mut roots = RootCertStore::empty();
        // What the system trusts and cannot be read is trusted less, not more.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| object_store::Error::Generic { store: "S3", source: Box::new(e) })?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(config).https_or_http().enable_http1().build();
        Ok(HttpClient::new(Speaker(Client::builder(TokioExecutor::new()).build(connector))))
    }
}

#[async_trait]
impl HttpService for Speaker {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let asked = async {
            let connecting = |e: hyper_util::client::legacy::Error| {
                let kind = if e.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
                HttpError::new(kind, e)
            };
            let (head, body) = self.0.request(request).await.map_err(connecting)?.into_parts();
            let whole = body.collect().await.map_err(|e| HttpError::new(HttpErrorKind::Interrupted, e))?;
            Ok(HttpResponse::from_parts(head, whole.to_bytes().into()))
        };
        let answer = tokio::time::timeout(PATIENCE, asked).await;
        answer.map_err(|e| HttpError::new(HttpErrorKind::Timeout, e))?
    }
}
