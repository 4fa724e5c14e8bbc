/** How often pictures (probes) are worth their time: a session is there to train, and pictures only show how far it has come. */

/** Of the seconds of training, at most this share goes into pictures. */
const share = 0.025;

export interface PictureBudget {
  /** Whether another picture may be taken after so many seconds of training; a refusal leaves them behind. The first one always may. */
  affords(trained: number): boolean;
  /** Pictures have been taken, which took so many seconds. */
  took(seconds: number): void;
  /** An evaluation has gone by without a picture of it. */
  readonly behind: boolean;
}

export function createPictureBudget(): PictureBudget {
  let [spent, last, behind] = [0, 0, false];
  return {
    affords(trained) {
      behind = spent > 0 && spent + last > share * trained;
      return !behind;
    },
    took(seconds) {
      last = seconds;
      spent += seconds;
      behind = false;
    },
    get behind() {
      return behind;
    },
  };
}
