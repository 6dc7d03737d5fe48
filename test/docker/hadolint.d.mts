export const hadolint: string;
export const NO_HADOLINT: string;
