package org.candor.house;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The rooms with pages, within a service of their own. */
@Suite
@SelectPackages({"org.candor.bulletin", "org.candor.console", "org.candor.reset"})
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns("org\\.candor\\.console\\.IssuerSignInTest")
class PagesSuite {}
