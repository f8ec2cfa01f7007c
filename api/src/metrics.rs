//! Counters for Prometheus. Labels come from closed sets, so their number is bounded.

use std::sync::Arc;

use prometheus::{
    Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts,
    Registry, TextEncoder,
};

/// What the server counts.
#[derive(Clone, Debug)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    /// Errors of GraphQL answers, by code.
    pub errors: IntCounterVec,
    /// Answers that a plan gave.
    pub planned: IntCounter,
    seconds: HistogramVec,
    /// The counters of good answers, looked up once: finding them by their labels takes a lock.
    routes: Arc<[Route]>,
    /// Requests at work.
    pub at_work: IntGauge,
    /// Open connections, WebSockets apart.
    pub connections: IntGauge,
    /// Open WebSocket connections.
    pub sockets: IntGauge,
    /// Running subscriptions.
    pub subscriptions: IntGauge,
    nodes: IntGauge,
    edges: IntGauge,
    generation: IntGauge,
}

/// The counters of one route.
#[derive(Debug)]
struct Route {
    name: &'static str,
    good: IntCounter,
    seconds: Histogram,
}

/// The routes that are asked most.
const BUSY: [&str; 3] = ["/graphql", "/export/{format}", "/healthz"];

impl Metrics {
    /// All counters at zero.
    pub fn new() -> Result<Metrics, prometheus::Error> {
        let registry = Registry::new();
        let buckets = vec![
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
            2.5,
        ];
        let gauge = |name: &str, help: &str| -> Result<IntGauge, prometheus::Error> {
            let gauge = IntGauge::new(name, help)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok(gauge)
        };
        let counter =
            |name: &str, help: &str, labels: &[&str]| -> Result<IntCounterVec, prometheus::Error> {
                let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
                registry.register(Box::new(counter.clone()))?;
                Ok(counter)
            };
        let seconds = HistogramVec::new(
            HistogramOpts::new("hallway_request_seconds", "Time from request to answer.")
                .buckets(buckets),
            &["route"],
        )?;
        registry.register(Box::new(seconds.clone()))?;
        let planned = IntCounter::new(
            "hallway_planned_total",
            "GraphQL answers given by a compiled plan.",
        )?;
        registry.register(Box::new(planned.clone()))?;
        let requests = counter(
            "hallway_requests_total",
            "Answers by route and status.",
            &["route", "status"],
        )?;
        let routes = BUSY.map(|name| Route {
            name,
            good: requests.with_label_values(&[name, "200"]),
            seconds: seconds.with_label_values(&[name]),
        });
        Ok(Metrics {
            requests,
            routes: Arc::new(routes),
            errors: counter(
                "hallway_graphql_errors_total",
                "Errors of GraphQL answers by code.",
                &["code"],
            )?,
            planned,
            seconds,
            at_work: gauge("hallway_requests_at_work", "Requests being answered.")?,
            connections: gauge("hallway_connections", "Open HTTP connections.")?,
            sockets: gauge("hallway_sockets", "Open WebSocket connections.")?,
            subscriptions: gauge("hallway_subscriptions", "Running subscriptions.")?,
            nodes: gauge("hallway_graph_nodes", "Nodes of the graph.")?,
            edges: gauge("hallway_graph_edges", "Edges of the graph.")?,
            generation: gauge(
                "hallway_graph_generation",
                "Generation of the store that the graph shows.",
            )?,
            registry,
        })
    }

    /// Counts an answer.
    pub fn answered(&self, route: &str, status: u16, seconds: f64) {
        if let Some(busy) = self.routes.iter().find(|busy| busy.name == route)
            && status == 200
        {
            busy.good.inc();
            busy.seconds.observe(seconds);
            return;
        }
        self.requests
            .with_label_values(&[route, &status.to_string()])
            .inc();
        self.seconds.with_label_values(&[route]).observe(seconds);
    }

    /// The counters as text, with the graph's size as it is now.
    pub fn text(&self, graph: &hallway_graph::Graph) -> Vec<u8> {
        self.nodes.set(graph.node_count() as i64);
        self.edges.set(graph.edge_count() as i64);
        self.generation.set(graph.generation() as i64);
        let mut text = Vec::new();
        match TextEncoder::new().encode(&self.registry.gather(), &mut text) {
            Ok(()) => text,
            Err(_) => Vec::new(),
        }
    }
}
