package org.candor.house.wrong.dispatch;

import org.candor.house.wrong.sandbox.KnowsUs;

/** Wrong: the service may meet the sandbox over loopback only. */
class PlaysWithTheSandbox {
    KnowsUs toy;
}
