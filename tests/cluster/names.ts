/** Name under which the product is opened. */
export const HOST = 'groundwork.localhost';
/** Namespace of the installation that all files but `replicas` share. */
export const NAMESPACE = 'groundwork-test';
/** Namespace of the second installation. */
export const SECOND = 'groundwork-test-second';
/** Somebody else's namespace; in values.yaml the one that may read metrics. */
export const STRANGER = 'groundwork-test-stranger';
/** Namespace that objects are only offered to. */
export const PROFILES = 'groundwork-test-profiles';
/** Self-signing ClusterIssuer of cert-manager. */
export const ISSUER = 'groundwork-test';
