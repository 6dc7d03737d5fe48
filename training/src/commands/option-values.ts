import { InvalidArgumentError } from 'commander';

/** Parses an option that must be a whole number, 0 or more. */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError(`"${text}" is not a whole number.`);
  }
  return Number(text);
}

/** Parses an option that counts something: a whole number, 1 or more. */
export function count(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('At least 1 is needed.');
  return number;
}

/** Parses `1000,5000,10000`: at least one number, each 1 or more. */
export function counts(text: string): number[] {
  return text.split(',').map((part) => count(part.trim()));
}

/** Parses `16000,4000,10000`: recipes in train, val and test. */
export function partitionSizes(text: string): [number, number, number] {
  const sizes = text.split(',').map((part) => wholeNumber(part.trim()));
  const [train, val, test] = sizes;
  if (train === undefined || val === undefined || test === undefined || sizes.length > 3) {
    throw new InvalidArgumentError('Give three numbers: train,val,test.');
  }
  return [train, val, test];
}

/** Parses points of recall, 0 to 100. */
export function pointsOfRecall(text: string): number {
  const points = Number(text);
  if (text.trim() === '' || !(points >= 0 && points <= 100)) {
    throw new InvalidArgumentError(`"${text}" is not a number of 0 to 100.`);
  }
  return points;
}
