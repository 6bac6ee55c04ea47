package org.candor.house;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectClasses;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * The rooms below the pages, within one service that is started once; and after it whatever wants one with an issuer, of all
 * rooms, since another service has to be built for that.
 */
@Suite
@SelectPackages({
    "org.candor.access",
    "org.candor.dispatch",
    "org.candor.incident",
    "org.candor.keys",
    "org.candor.notice",
    "org.candor.plumbing",
    "org.candor.progress",
    "org.candor.queue",
    "org.candor.receipt",
    "org.candor.record"
})
@SelectClasses(names = {"org.candor.console.IssuerSignInTest", "org.candor.house.TokenInputsTest"})
@IncludeClassNamePatterns(".*Test")
class ServiceSuite {}
