export interface DockerStage {
  readonly from: string;
  readonly name: string | undefined;
  readonly steps: readonly { readonly keyword: string; readonly text: string }[];
}
export function stagesOf(path: string): readonly DockerStage[];
export function environmentOf(stage: DockerStage): Readonly<Record<string, string>>;
export function copiesOf(
  stage: DockerStage,
  from: string,
): readonly { readonly sources: readonly string[]; readonly target: string }[];
